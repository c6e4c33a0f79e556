package io.github.cloudstackreactive.paging;

import io.github.cloudstackreactive.command.Description;
import io.github.cloudstackreactive.command.ListCommand;
import io.github.cloudstackreactive.exchange.Exchange;
import io.github.cloudstackreactive.reply.Decoder;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes lists of list commands; it knows the largest page that the server has owned to take. */
public final class Pager {

    private final Exchange exchange;
    private final Decoder decoder;
    private final int pageSize;
    private final AtomicInteger largest = new AtomicInteger(Integer.MAX_VALUE);

    /**
     * @param pageSize how many rows a page has, unless the list says otherwise
     */
    public Pager(Exchange exchange, Decoder decoder, int pageSize) {
        this.exchange = exchange;
        this.decoder = decoder;
        this.pageSize = pageSize;
    }

    /**
     * The rows of a command.
     *
     * @throws IllegalArgumentException if the command cannot be paged through: it is not safe to repeat, answers a list
     *     as one value, or sets a page of its own
     */
    public <T> ListFlux<T> list(ListCommand<T> command) {
        Description description = command.description();
        if (!description.safe() || description.answersList()) {
            throw new IllegalArgumentException(description.name()
                    + (description.safe() ? " answers its list as one value" : " is not safe to repeat")
                    + ": use execute, with answersList() for its rows. If it is a plain list, say safe(true).");
        }
        if (command.parameters().has("page") || command.parameters().has("pagesize")) {
            throw new IllegalArgumentException(
                    description.name()
                            + ": the list asks for its pages itself. Use pageSize(n) or page(n) of the ListFlux, not a parameter.");
        }
        return new ListFlux<>(this, command, ListSettings.ofPages(pageSize));
    }

    <T> PageWalk<T> walk(ListCommand<T> command, ListSettings settings) {
        return new PageWalk<>(exchange, decoder, command, settings, largest);
    }
}
