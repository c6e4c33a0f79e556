package io.github.cloudstackreactive.limit;

import java.util.function.Function;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * In which of two lanes a call waits for its turn, so that a small one is not stuck behind a crawl.
 *
 * <p>Pages after the first of a list go by the bulk lane, anything else by the normal one, unless the caller says
 * otherwise:
 *
 * <pre>{@code
 * cloud.volumes().listVolumes().contextWrite(Lane.BULK)
 * }</pre>
 */
public enum Lane implements Function<Context, Context> {
    /** For what somebody waits for: goes first, and finds places that are kept from the bulk lane. */
    NORMAL,

    /** For what goes on in the background: gets at least every fourth turn while calls of both lanes wait. */
    BULK;

    /** Sets this lane for all calls upstream; to be given to {@code contextWrite}. */
    @Override
    public Context apply(Context context) {
        return context.put(Lane.class, this);
    }

    /** The lane that was set, or this one. */
    public Lane unless(ContextView context) {
        return context.hasKey(Lane.class) ? context.get(Lane.class) : this;
    }
}
