package io.github.cloudstackreactive.extras.webhook;

/** What a {@link WebhookReceiver} thinks of a delivery, as the HTTP status to answer it with. */
public enum WebhookVerdict {

    /**
     * The delivery is right, whether or not it woke anything: 200.
     *
     * <p>No other status will do. The server takes only a 200 for delivered, and 204 makes it fail on the missing body.
     */
    // apache/cloudstack 3d6cafe1936e, 4.22.0.0-SNAPSHOT: WebhookDeliveryThread.delivery
    ACCEPTED(200),

    /** The signature is right, but the body is no JSON object: 400. */
    UNREADABLE(400),

    /** The signature is missing, malformed, or by none of the known secrets: 401. */
    NOT_SIGNED(401),

    /** Anything but a POST: 405. Only the receiver's own HTTP handler says so. */
    NOT_POSTED(405),

    /** The body is larger than the receiver takes: 413. */
    TOO_LARGE(413);

    private final int status;

    WebhookVerdict(int status) {
        this.status = status;
    }

    /** The HTTP status to answer with, to be sent without a body. */
    public int status() {
        return status;
    }
}
