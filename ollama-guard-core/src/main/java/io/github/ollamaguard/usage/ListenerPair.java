package io.github.ollamaguard.usage;

/** Two listeners that are told the same, in this order. As thread-safe as they are. */
record ListenerPair(ExchangeListener first, ExchangeListener second) implements ExchangeListener {
    @Override
    public void begun() {
        first.begun();
        second.begun();
    }

    @Override
    public void ended(ExchangeReport exchange) {
        first.ended(exchange);
        second.ended(exchange);
    }
}
