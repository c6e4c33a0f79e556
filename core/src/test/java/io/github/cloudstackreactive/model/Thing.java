package io.github.cloudstackreactive.model;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/** A response with a field of every type, made as the generator makes them. */
final class Thing extends ResponseObject {

    private static final Schema SCHEMA = Schema.of(Thing.class, Thing::new)
            .text("text")
            .integer("integer")
            .decimal("decimal")
            .exact("exact")
            .flag("flag")
            .date("date")
            .object("object", Thing.class)
            .objects("objects", Thing.class)
            .listed("listed", Thing.class)
            .texts("texts")
            .integers("integers")
            .decimals("decimals")
            .map("map")
            .maps("maps")
            .listsByName("listsbyname")
            .any("any")
            .anys("anys")
            .text("password")
            .secret("password")
            .build();

    private Thing(Values values) {
        super(values);
    }

    static Builder builder() {
        return new Builder();
    }

    String text() {
        return text(0);
    }

    Long integer() {
        return integer(1);
    }

    Double decimal() {
        return decimal(2);
    }

    BigDecimal exact() {
        return exact(3);
    }

    Boolean flag() {
        return flag(4);
    }

    OffsetDateTime date() {
        return date(5);
    }

    Thing object() {
        return object(6);
    }

    List<Thing> objects() {
        return list(7);
    }

    List<Thing> listed() {
        return list(8);
    }

    List<String> texts() {
        return list(9);
    }

    List<Long> integers() {
        return list(10);
    }

    List<Double> decimals() {
        return list(11);
    }

    Map<String, String> map() {
        return map(12);
    }

    List<Map<String, String>> maps() {
        return list(13);
    }

    Map<String, List<String>> listsByName() {
        return map(14);
    }

    Object any() {
        return any(15);
    }

    List<Object> anys() {
        return list(16);
    }

    String password() {
        return text(17);
    }

    static final class Builder extends ResponseObject.Builder<Builder> {

        private Builder() {
            super(SCHEMA);
        }

        Builder text(String text) {
            return set(0, text);
        }

        Builder integer(long integer) {
            return set(1, integer);
        }

        Builder decimal(double decimal) {
            return set(2, decimal);
        }

        Builder exact(BigDecimal exact) {
            return set(3, exact);
        }

        Builder flag(boolean flag) {
            return set(4, flag);
        }

        Builder date(OffsetDateTime date) {
            return set(5, date);
        }

        Builder object(Thing object) {
            return set(6, object);
        }

        Builder objects(List<Thing> objects) {
            return set(7, objects);
        }

        Builder listed(List<Thing> listed) {
            return set(8, listed);
        }

        Builder texts(List<String> texts) {
            return set(9, texts);
        }

        Builder map(Map<String, String> map) {
            return set(12, map);
        }

        Builder maps(List<Map<String, String>> maps) {
            return set(13, maps);
        }

        Builder any(Object any) {
            return set(15, any);
        }

        Builder password(String password) {
            return set(17, password);
        }

        Thing build() {
            return new Thing(values());
        }
    }
}
