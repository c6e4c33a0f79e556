package io.github.cloudstackreactive.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The facts of a command, apart from any one use of it: a constant of each generated command. */
public final class Description {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*");

    private final String name;
    private final Class<?> type;
    private final Kind kind;
    private final Method method;
    private final boolean safe;
    private final boolean paged;
    private final boolean ignoresPage;
    private final boolean postFiltered;
    private final boolean answersList;
    private final boolean nestedRows;
    private final boolean missingIsEmpty;
    private final Pace pace;
    private final RowOrder rowOrder;
    private final List<String> required;
    private final List<String> scope;
    private final List<String> secret;
    private final @Nullable String since;

    private Description(Builder builder) {
        this.name = builder.name;
        this.type = builder.type;
        this.kind = builder.kind;
        this.method = builder.method;
        this.safe = builder.safe;
        this.paged = builder.paged;
        this.ignoresPage = builder.ignoresPage;
        this.postFiltered = builder.postFiltered;
        this.answersList = builder.answersList;
        this.nestedRows = builder.nestedRows;
        this.missingIsEmpty = builder.missingIsEmpty;
        this.pace = builder.pace;
        this.rowOrder = builder.rowOrder;
        this.required = List.copyOf(builder.required);
        this.scope = List.copyOf(builder.scope);
        this.secret = List.copyOf(builder.secret);
        this.since = builder.since;
    }

    /**
     * Begins a description: a POST that is not safe, until told otherwise.
     *
     * @param type the class of the answer, or of one row or element of it
     * @throws IllegalArgumentException if the name is not one a command can have
     */
    public static Builder of(String name, Class<?> type, Kind kind) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is no command name: letters and digits only, such as listVirtualMachines.");
        }
        return new Builder(name, type, kind);
    }

    /** The same facts, to be changed. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The command's name as it goes on the wire; the server tells upper from lower case. */
    public String name() {
        return name;
    }

    /** The class of the answer, or of one row or element of it. */
    public Class<?> type() {
        return type;
    }

    /** How the command answers, as far as it is known; the reply has the last word on jobs. */
    public Kind kind() {
        return kind;
    }

    /** The preferred HTTP method. */
    public Method method() {
        return method;
    }

    /** Whether the command changes nothing, so that it may be repeated: another fact than its HTTP method. */
    public boolean safe() {
        return safe;
    }

    /** Whether a list takes {@code page} and {@code pagesize}; one that does not is asked once. */
    public boolean paged() {
        return paged;
    }

    /** Whether a list takes {@code page} but answers the same rows to any; it is asked once, for everything. */
    public boolean ignoresPage() {
        return ignoresPage;
    }

    /** Whether the server filters after it has cut the page, so that only an empty page is the end. */
    public boolean postFiltered() {
        return postFiltered;
    }

    /** Whether the answer is an array though the command is not a list command. */
    public boolean answersList() {
        return answersList;
    }

    /** Whether each row stands in an object of its own, under the list's own key: {@code dnsdomain:[{dnsdomain:{…}}]}. */
    public boolean nestedRows() {
        return nestedRows;
    }

    /** Whether a list filtered by an id that is unknown is refused with 431, where other servers answer no rows. */
    public boolean missingIsEmpty() {
        return missingIsEmpty;
    }

    /** How soon its job is usually over; {@link Pace#USUAL} where nothing is known, and for what starts no job. */
    public Pace pace() {
        return pace;
    }

    /** In which order a list gives its rows from page to page; {@link RowOrder#UNKNOWN} for what is no list in pages. */
    public RowOrder rowOrder() {
        return rowOrder;
    }

    /** Which of {@code projectid}, {@code account} and {@code domainid} the command takes, as far as it is known. */
    public List<String> scope() {
        return scope;
    }

    /** The names of the parameters that hold a secret, as far as it is known. */
    public List<String> secret() {
        return secret;
    }

    /** The server version that brought the command, such as {@code 4.20.0}; null if it is not known. */
    public @Nullable String since() {
        return since;
    }

    /** The names of the parameters without which the server refuses the command. */
    public List<String> required() {
        return required;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Description that
                && name.equals(that.name)
                && type.equals(that.type)
                && kind == that.kind
                && method == that.method
                && safe == that.safe
                && paged == that.paged
                && ignoresPage == that.ignoresPage
                && postFiltered == that.postFiltered
                && answersList == that.answersList
                && nestedRows == that.nestedRows
                && missingIsEmpty == that.missingIsEmpty
                && pace == that.pace
                && rowOrder == that.rowOrder
                && required.equals(that.required)
                && scope.equals(that.scope)
                && secret.equals(that.secret)
                && Objects.equals(since, that.since);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, type, kind);
    }

    @Override
    public String toString() {
        return name;
    }

    /** Collects the facts; not thread-safe. */
    public static final class Builder {

        private final String name;
        private final Class<?> type;
        private Kind kind;
        private Method method = Method.POST;
        private boolean safe;
        private boolean paged = true;
        private boolean ignoresPage;
        private boolean postFiltered;
        private boolean answersList;
        private boolean nestedRows;
        private boolean missingIsEmpty;
        private Pace pace = Pace.USUAL;
        private RowOrder rowOrder = RowOrder.UNKNOWN;
        private List<String> required = new ArrayList<>();
        private List<String> scope = List.of();
        private List<String> secret = List.of();
        private @Nullable String since;

        private Builder(String name, Class<?> type, Kind kind) {
            this.name = name;
            this.type = type;
            this.kind = kind;
        }

        private Builder(Description from) {
            this(from.name, from.type, from.kind);
            this.method = from.method;
            this.safe = from.safe;
            this.paged = from.paged;
            this.ignoresPage = from.ignoresPage;
            this.postFiltered = from.postFiltered;
            this.answersList = from.answersList;
            this.nestedRows = from.nestedRows;
            this.missingIsEmpty = from.missingIsEmpty;
            this.pace = from.pace;
            this.rowOrder = from.rowOrder;
            this.required = new ArrayList<>(from.required);
            this.scope = from.scope;
            this.secret = from.secret;
            this.since = from.since;
        }

        public Builder kind(Kind kind) {
            this.kind = kind;
            return this;
        }

        public Builder method(Method method) {
            this.method = method;
            return this;
        }

        public Builder safe(boolean safe) {
            this.safe = safe;
            return this;
        }

        public Builder paged(boolean paged) {
            this.paged = paged;
            return this;
        }

        public Builder ignoresPage(boolean ignoresPage) {
            this.ignoresPage = ignoresPage;
            return this;
        }

        public Builder postFiltered(boolean postFiltered) {
            this.postFiltered = postFiltered;
            return this;
        }

        public Builder answersList(boolean answersList) {
            this.answersList = answersList;
            return this;
        }

        public Builder nestedRows(boolean nestedRows) {
            this.nestedRows = nestedRows;
            return this;
        }

        public Builder missingIsEmpty(boolean missingIsEmpty) {
            this.missingIsEmpty = missingIsEmpty;
            return this;
        }

        public Builder pace(Pace pace) {
            this.pace = pace;
            return this;
        }

        public Builder rowOrder(RowOrder rowOrder) {
            this.rowOrder = rowOrder;
            return this;
        }

        public Builder scope(String... names) {
            this.scope = List.of(names);
            return this;
        }

        public Builder secret(String... names) {
            this.secret = List.of(names);
            return this;
        }

        public Builder since(String version) {
            this.since = version;
            return this;
        }

        public Builder requires(String... names) {
            required.addAll(List.of(names));
            return this;
        }

        public Description build() {
            return new Description(this);
        }
    }
}
