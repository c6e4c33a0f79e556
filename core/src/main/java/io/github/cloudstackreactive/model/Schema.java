package io.github.cloudstackreactive.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.sym.BinaryNameMatcher;
import tools.jackson.core.sym.PropertyNameMatcher;

/** The fields of a class of responses, by place; of use to this library's own classes only. */
public final class Schema {

    // A class enters when it is initialised, and stays as long as this library does.
    private static final Map<Class<?>, Schema> KNOWN = new ConcurrentHashMap<>();

    private final Class<? extends ResponseObject> type;
    private final Function<Values, ? extends ResponseObject> maker;
    private final String[] names;
    private final FieldType[] types;
    private final @Nullable Class<?>[] nested;
    private final boolean[] sensitive;
    private final Map<String, Integer> places = new HashMap<>();
    private final PropertyNameMatcher matcher;
    private final @Nullable Schema[] nestedSchemas;
    private volatile boolean prepared;

    private Schema(Builder builder) {
        this.type = builder.type;
        this.maker = builder.maker;
        this.names = builder.names.toArray(String[]::new);
        this.types = builder.types.toArray(FieldType[]::new);
        this.nested = builder.nested.toArray(Class<?>[]::new);
        this.sensitive = new boolean[names.length];
        this.nestedSchemas = new Schema[names.length];
        for (int at = 0; at < names.length; at++) {
            places.put(names[at], at);
        }
        builder.secrets.forEach(name -> sensitive[Objects.requireNonNull(places.get(name))] = true);
        this.matcher = BinaryNameMatcher.construct(List.of(names));
    }

    /** Begins the schema of a class. */
    public static Builder of(Class<? extends ResponseObject> type, Function<Values, ? extends ResponseObject> maker) {
        return new Builder(type, maker);
    }

    /**
     * The schema of a class of responses.
     *
     * @throws IllegalArgumentException if the class has none
     */
    static Schema of(Class<?> type) {
        Schema known = KNOWN.get(type);
        if (known != null) {
            return known;
        }
        try {
            Class.forName(type.getName(), true, type.getClassLoader());
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(type + " is loaded and cannot be found.", impossible);
        }
        known = KNOWN.get(type);
        if (known == null) {
            throw new IllegalArgumentException(type.getName()
                    + " has no fields of its own to be read into: ask for one of the classes that extend it.");
        }
        return known;
    }

    /**
     * Initialises every class that may stand inside, so that no reading has to.
     *
     * <p>Whoever comes before it is done does all of it too: a schema that another thread has half prepared cannot be read
     * by.
     */
    void prepare() {
        if (!prepared) {
            prepare(new HashSet<>());
            prepared = true;
        }
    }

    // Classes stand in one another, and in themselves.
    private void prepare(Set<Schema> seen) {
        if (!seen.add(this)) {
            return;
        }
        for (int at = 0; at < nested.length; at++) {
            Class<?> inner = nested[at];
            if (inner != null) {
                Schema schema = of(inner);
                nestedSchemas[at] = schema;
                schema.prepare(seen);
            }
        }
    }

    Class<? extends ResponseObject> responseType() {
        return type;
    }

    int size() {
        return names.length;
    }

    String name(int at) {
        return names[at];
    }

    FieldType type(int at) {
        return types[at];
    }

    boolean sensitive(int at) {
        return sensitive[at];
    }

    int indexOf(String name) {
        Integer at = places.get(name);
        return at == null ? -1 : at;
    }

    PropertyNameMatcher matcher() {
        return matcher;
    }

    /** The schema of what stands inside a field; only for fields that hold objects, after {@link #prepare()}. */
    Schema nested(int at) {
        return Objects.requireNonNull(nestedSchemas[at]);
    }

    ResponseObject make(Values values) {
        return maker.apply(values);
    }

    @Override
    public String toString() {
        return type.getSimpleName();
    }

    /** Collects the fields in the order of their places; not thread-safe. */
    public static final class Builder {

        private final Class<? extends ResponseObject> type;
        private final Function<Values, ? extends ResponseObject> maker;
        private final List<String> names = new ArrayList<>();
        private final List<FieldType> types = new ArrayList<>();
        private final List<@Nullable Class<?>> nested = new ArrayList<>();
        private List<String> secrets = List.of();

        private Builder(Class<? extends ResponseObject> type, Function<Values, ? extends ResponseObject> maker) {
            this.type = type;
            this.maker = maker;
        }

        private Builder field(String name, FieldType fieldType, @Nullable Class<?> inner) {
            names.add(name);
            types.add(fieldType);
            nested.add(inner);
            return this;
        }

        public Builder text(String name) {
            return field(name, FieldType.TEXT, null);
        }

        public Builder integer(String name) {
            return field(name, FieldType.INTEGER, null);
        }

        public Builder decimal(String name) {
            return field(name, FieldType.DECIMAL, null);
        }

        public Builder exact(String name) {
            return field(name, FieldType.EXACT, null);
        }

        public Builder flag(String name) {
            return field(name, FieldType.FLAG, null);
        }

        public Builder date(String name) {
            return field(name, FieldType.DATE, null);
        }

        public Builder any(String name) {
            return field(name, FieldType.ANY, null);
        }

        public Builder object(String name, Class<? extends ResponseObject> inner) {
            return field(name, FieldType.OBJECT, inner);
        }

        public Builder objects(String name, Class<? extends ResponseObject> inner) {
            return field(name, FieldType.OBJECTS, inner);
        }

        public Builder listed(String name, Class<? extends ResponseObject> inner) {
            return field(name, FieldType.LISTED, inner);
        }

        public Builder texts(String name) {
            return field(name, FieldType.TEXTS, null);
        }

        public Builder integers(String name) {
            return field(name, FieldType.INTEGERS, null);
        }

        public Builder decimals(String name) {
            return field(name, FieldType.DECIMALS, null);
        }

        public Builder anys(String name) {
            return field(name, FieldType.ANYS, null);
        }

        public Builder map(String name) {
            return field(name, FieldType.MAP, null);
        }

        public Builder maps(String name) {
            return field(name, FieldType.MAPS, null);
        }

        public Builder listsByName(String name) {
            return field(name, FieldType.LISTS_BY_NAME, null);
        }

        /** Names the fields that hold secrets. */
        public Builder secret(String... fields) {
            secrets = List.of(fields);
            return this;
        }

        public Schema build() {
            Schema schema = new Schema(this);
            if (KNOWN.putIfAbsent(type, schema) != null) {
                throw new IllegalStateException(type + " has its schema already.");
            }
            return schema;
        }
    }
}
