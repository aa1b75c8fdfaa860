package io.github.ollamaguard.sample;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the application does itself, beside the guard. */
@RestController
class HelloController {
    @GetMapping("/hello")
    String hello() {
        return "Hello";
    }

    @PostMapping("/hello")
    String helloAgain() {
        return "Hello again";
    }
}
