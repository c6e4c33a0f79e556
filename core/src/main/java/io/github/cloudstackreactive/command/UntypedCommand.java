package io.github.cloudstackreactive.command;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A command named by a string, such as a plugin's; made by {@link Command#of} and {@link Command#async}.
 *
 * <p>Every setter returns a new command. It is a value of every kind, since only its user knows what it answers.
 *
 * @param <T> the type of the answer, or of a row
 */
public final class UntypedCommand<T> implements AsyncCommand<T>, ListCommand<T> {

    private static final Pattern READING = Pattern.compile("(get|list|query|find)[A-Z].*");

    // GET by name and by the server's rule, yet they change something: the catalog's evidence.
    private static final Set<String> READING_BUT_UNSAFE = Set.of(
            "getDiagnosticsData",
            "getHypervisorGuestOsNames",
            "getUploadParamsForIso",
            "getUploadParamsForTemplate",
            "getUploadParamsForVolume",
            "listAndSwitchSamlAccount");

    private static final Set<String> SCOPE = Set.of("projectid", "account", "domainid");

    private final Description description;
    private final Parameters parameters;

    private UntypedCommand(Description description, Parameters parameters) {
        this.description = description;
        this.parameters = parameters;
    }

    static <T> UntypedCommand<T> of(String name, Class<T> type, Kind kind) {
        boolean reading = READING.matcher(name).matches();
        return new UntypedCommand<>(
                Description.of(name, type, kind)
                        .method(reading ? Method.GET : Method.POST)
                        .safe(reading && !READING_BUT_UNSAFE.contains(name))
                        .build(),
                Parameters.NONE);
    }

    /**
     * Sets a parameter: a string, number, boolean, UUID, enum, date, a collection of those (comma-joined), or a list of
     * maps ({@code name[0].field}, {@code name[1].field} …).
     *
     * @throws IllegalArgumentException if the value cannot be written, or the name is one that this library sends itself
     */
    public UntypedCommand<T> with(String name, Object value) {
        return new UntypedCommand<>(description, parameters.with(OwnNames.checked(name), value));
    }

    /** Sets a parameter whose value is a secret: the command goes by POST, and the value is never shown. */
    public UntypedCommand<T> withSensitive(String name, Object value) {
        return new UntypedCommand<>(description, parameters.withSensitive(OwnNames.checked(name), value));
    }

    /** Sets a map parameter in the style {@code name[0].key=…&name[0].value=…}. */
    public UntypedCommand<T> withEntries(String name, Map<String, ?> entries) {
        return new UntypedCommand<>(description, parameters.withEntries(OwnNames.checked(name), entries));
    }

    /** Says whether the command changes nothing and so may be sent again after a failure. */
    public UntypedCommand<T> safe(boolean safe) {
        return describedBy(builder -> builder.safe(safe));
    }

    /** Says which HTTP method the command goes by. */
    public UntypedCommand<T> method(Method method) {
        return describedBy(builder -> builder.method(method));
    }

    /** Says whether the list takes page and pagesize; one that does not is asked once. */
    public UntypedCommand<T> paged(boolean paged) {
        return describedBy(builder -> builder.paged(paged));
    }

    /** Says that the list answers the same rows to any page, so that it is asked once. */
    public UntypedCommand<T> ignoresPage(boolean ignoresPage) {
        return describedBy(builder -> builder.ignoresPage(ignoresPage));
    }

    /** Says that the server filters after it has cut the page, so that only an empty page is the end. */
    public UntypedCommand<T> postFiltered(boolean postFiltered) {
        return describedBy(builder -> builder.postFiltered(postFiltered));
    }

    /** Says in which order the list gives its rows, and so what a walk through its pages may miss or give twice. */
    public UntypedCommand<T> rowOrder(RowOrder rowOrder) {
        return describedBy(builder -> builder.rowOrder(rowOrder));
    }

    /** Says how soon the job of the command is usually over, and so when to look at it first. */
    public UntypedCommand<T> pace(Pace pace) {
        return describedBy(builder -> builder.pace(pace));
    }

    /** Names parameters without which the command must not be sent. */
    public UntypedCommand<T> requires(String... names) {
        return describedBy(builder -> builder.requires(names));
    }

    /**
     * Says which of {@code projectid}, {@code account} and {@code domainid} the command takes, so that a client in the
     * scope of a project or an account adds them. Without this, such a client sends the command as it is.
     *
     * @throws IllegalArgumentException for any other name
     */
    public UntypedCommand<T> takes(String... scope) {
        for (String name : scope) {
            if (!SCOPE.contains(name)) {
                throw new IllegalArgumentException("\"" + name
                        + "\" is no scope: name those of projectid, account and domainid that the command takes.");
            }
        }
        return describedBy(builder -> builder.scope(scope));
    }

    /**
     * The same question with other facts, such as those that a server's own catalog gives.
     *
     * @throws IllegalArgumentException if they are of another command, or of another answer
     */
    public UntypedCommand<T> describedAs(Description facts) {
        if (!facts.name().equals(description.name())
                || !facts.type().equals(description.type())
                || facts.answersList() != description.answersList()) {
            throw new IllegalArgumentException("These are facts of " + facts.name() + " with another answer than "
                    + description.name() + " has here.");
        }
        return new UntypedCommand<>(facts, parameters);
    }

    private UntypedCommand<T> describedBy(UnaryOperator<Description.Builder> change) {
        return new UntypedCommand<>(change.apply(description.toBuilder()).build(), parameters);
    }

    /** Says that the answer is an array, though the command is none of the paging lists: one value, a list of rows. */
    public UntypedCommand<List<T>> answersList() {
        if (description.answersList()) {
            throw new IllegalStateException(description.name() + " answers a list already.");
        }
        return new UntypedCommand<>(description.toBuilder().answersList(true).build(), parameters);
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UntypedCommand<?> that
                && description.equals(that.description)
                && parameters.equals(that.parameters);
    }

    @Override
    public int hashCode() {
        return 31 * description.hashCode() + parameters.hashCode();
    }

    /** The command's name and the names of its parameters; never a value. */
    @Override
    public String toString() {
        return description.name() + parameters;
    }
}
