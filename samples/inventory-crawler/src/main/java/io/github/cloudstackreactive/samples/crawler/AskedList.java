package io.github.cloudstackreactive.samples.crawler;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.ListCommand;
import io.github.cloudstackreactive.command.UntypedCommand;
import java.util.List;
import java.util.stream.Stream;

/**
 * A list and how it is asked for; immutable.
 *
 * @param wide the command that gives the most
 * @param narrower the commands to ask with, in turn, where the account may not ask so much
 */
record AskedList(UntypedCommand<Row> wide, List<UntypedCommand<Row>> narrower) {

    static AskedList of(String name) {
        return new AskedList(Command.of(name, Row.class), List.of());
    }

    AskedList with(String parameter, String value, String... narrowerValues) {
        return new AskedList(
                wide.with(parameter, value),
                Stream.of(narrowerValues)
                        .map(narrow -> wide.with(parameter, narrow))
                        .toList());
    }

    /** The same, for a list that takes no page and no page size. */
    AskedList unpaged() {
        return new AskedList(wide.paged(false), narrower);
    }

    /** The same, for a list that takes a page and answers the same to any. */
    AskedList ignoringPage() {
        return new AskedList(wide.ignoresPage(true), narrower);
    }

    String name() {
        return wide.description().name();
    }

    /** The ways to ask, widest first. */
    List<ListCommand<Row>> ways() {
        return Stream.concat(Stream.of(wide), narrower.stream())
                .<ListCommand<Row>>map(way -> way)
                .toList();
    }
}
