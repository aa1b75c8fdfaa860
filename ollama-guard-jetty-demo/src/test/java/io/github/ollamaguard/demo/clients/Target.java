package io.github.ollamaguard.demo.clients;

import java.net.URI;

/**
 * What a client is pointed at.
 *
 * @param address of the guard, with its prefix
 * @param key what the client presents
 * @param model what the client asks for
 */
record Target(URI address, String key, String model) {
    /** Returns the base URL for clients of Ollama. */
    String ollama() {
        return address.toString();
    }

    /** Returns the base URL for clients of OpenAI. */
    String openAi() {
        return address + "/v1";
    }

    String bearer() {
        return "Bearer " + key;
    }

    Target withKey(String other) {
        return new Target(address, other, model);
    }
}
