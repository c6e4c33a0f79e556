package io.github.cloudstackreactive.transport;

/** What was thrown on the way through a proxy, with the proxy, so that its error can name it. */
final class ThroughProxy extends RuntimeException {

    private final transient Proxy proxy;

    ThroughProxy(Proxy proxy, Throwable thrown) {
        super(null, thrown, false, false);
        this.proxy = proxy;
    }

    Proxy proxy() {
        return proxy;
    }
}
