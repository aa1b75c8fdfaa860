package io.github.ollamaguard.demo.model;

/** An error as Ollama reports it: a status and one text. Carries no stack trace, because it is an answer. */
final class NativeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    private NativeException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static NativeException badRequest(String message) {
        return new NativeException(400, message);
    }

    static NativeException unknownModel(String name) {
        return new NativeException(404, "model '" + name + "' not found");
    }

    int status() {
        return status;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
