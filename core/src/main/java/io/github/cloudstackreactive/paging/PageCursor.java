package io.github.cloudstackreactive.paging;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.github.cloudstackreactive.command.ListCommand;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place between two pages of a list, from which it can be walked on later or in another process.
 *
 * <p>It is written as text by {@link #toString} and read by {@link #of}; Java serialisation and Jackson take it as well. It
 * holds the command's name, the size and the number of the next page, and a digest of the parameters: nothing of their
 * values. A place is a number of rows from the beginning, not a row: what was made or deleted meanwhile shifts it, as it
 * shifts the pages of a list that is walked at one go.
 */
public final class PageCursor implements Serializable {

    private static final long serialVersionUID = 1;
    private static final int DIGEST_BYTES = 12;
    private static final Pattern TEXT =
            Pattern.compile("([A-Za-z][A-Za-z0-9]{0,99}):(\\d{1,9}):(\\d{1,9}):(\\d{1,15}):([0-9a-f]{24})");

    private final String command;
    private final int pageSize;
    private final int nextPage;
    private final long rowsBefore;
    private final String query;

    private PageCursor(String command, int pageSize, int nextPage, long rowsBefore, String query) {
        this.command = command;
        this.pageSize = pageSize;
        this.nextPage = nextPage;
        this.rowsBefore = rowsBefore;
        this.query = query;
    }

    static PageCursor of(ListCommand<?> list, int pageSize, int nextPage, long rowsBefore) {
        return new PageCursor(list.description().name(), pageSize, nextPage, rowsBefore, digest(list));
    }

    /**
     * The cursor that a text is of.
     *
     * @throws IllegalArgumentException if it is of none
     */
    @JsonCreator
    public static PageCursor of(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) < 1 || Integer.parseInt(parts.group(3)) < 1) {
            throw new IllegalArgumentException("This is no cursor. Give the text that PageCursor.toString() gave.");
        }
        return new PageCursor(
                parts.group(1),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)),
                Long.parseLong(parts.group(4)),
                parts.group(5));
    }

    /** The name of the list command. */
    public String command() {
        return command;
    }

    /** How many rows a page has. */
    public int pageSize() {
        return pageSize;
    }

    /** The number of the page that comes next, from 1. */
    public int nextPage() {
        return nextPage;
    }

    /** How many rows the pages before had. */
    public long rowsBefore() {
        return rowsBefore;
    }

    /** Refuses another list than the one that this is a place in. */
    void requireSameQuery(ListCommand<?> list) {
        String name = list.description().name();
        if (!command.equals(name)) {
            throw new IllegalArgumentException(
                    "The cursor is of " + command + ", not of " + name + ". Resume the list that it came from.");
        }
        if (!query.equals(digest(list))) {
            throw new IllegalArgumentException("The cursor is of " + command
                    + " with other parameters. Resume it with those that it began with, or begin anew.");
        }
    }

    private static String digest(ListCommand<?> list) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            list.parameters().forEach((name, value) -> {
                sha.update(name.getBytes(StandardCharsets.UTF_8));
                sha.update((byte) 0);
                sha.update(value.getBytes(StandardCharsets.UTF_8));
                sha.update((byte) 0);
            });
            return HexFormat.of().formatHex(Arrays.copyOf(sha.digest(), DIGEST_BYTES));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("This Java runtime lacks SHA-256.", missing);
        }
    }

    // What was written by another may hold anything.
    private Object readResolve() {
        return of(toString());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PageCursor that
                && command.equals(that.command)
                && pageSize == that.pageSize
                && nextPage == that.nextPage
                && rowsBefore == that.rowsBefore
                && query.equals(that.query);
    }

    @Override
    public int hashCode() {
        return Objects.hash(command, pageSize, nextPage, rowsBefore, query);
    }

    /** The text that {@link #of} reads. */
    @JsonValue
    @Override
    public String toString() {
        return command + ":" + pageSize + ":" + nextPage + ":" + rowsBefore + ":" + query;
    }
}
