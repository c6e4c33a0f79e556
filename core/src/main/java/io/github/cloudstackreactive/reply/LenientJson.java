package io.github.cloudstackreactive.reply;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.cfg.MutableConfigOverride;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON as CloudStack writes it, which is not quite JSON.
 *
 * <p>The server un-escapes {@code \}{@code uXXXX} in its finished text by a regular expression. So control characters come
 * raw, a stored backslash-u comes as an escape of some other letter, and what follows a backslash-u may be no hex digits.
 */
final class LenientJson {

    static final int MAX_NESTING = 200;
    static final int MAX_NUMBER_LENGTH = 1_000;

    private LenientJson() {}

    /** A mapper that reads into the caller's classes: nothing unknown and nothing absent is an error. */
    static JsonMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
                .build();
        return JsonMapper.builder(factory)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                // A tree keeps every digit that came.
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                // A date keeps the offset that came.
                .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                // XML knows neither lists of one nor of none, nor empty objects, nor anything but text.
                .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                .withConfigOverride(Collection.class, LenientJson::emptyWhereAbsent)
                .withConfigOverride(List.class, LenientJson::emptyWhereAbsent)
                .withConfigOverride(Set.class, LenientJson::emptyWhereAbsent)
                .withCoercionConfigDefaults(text -> blankAs(text, CoercionAction.AsNull))
                .withCoercionConfig(LogicalType.Array, text -> blankAs(text, CoercionAction.AsEmpty))
                .withCoercionConfig(LogicalType.Map, text -> blankAs(text, CoercionAction.AsEmpty))
                .addHandler(new ScalarsInText())
                .addModule(new SimpleModule()
                        .addDeserializer(Instant.class, new Instants())
                        .setDeserializerModifier(new MapsInText()))
                .addModule(new SimpleModule().setDeserializerModifier(new NumbersInText()))
                .build();
    }

    private static void emptyWhereAbsent(MutableConfigOverride lists) {
        lists.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
    }

    private static void blankAs(MutableCoercionConfig text, CoercionAction action) {
        text.setCoercion(CoercionInputShape.EmptyString, action).setAcceptBlankAsEmpty(true);
    }

    /**
     * The same text with a backslash before each backslash-u that no four hex digits follow; null if there is none.
     *
     * <p>For a text that did not parse, so that the usual one pays nothing.
     */
    static byte @Nullable [] withEscapesMended(byte[] json, int length) {
        ByteArrayOutputStream mended = new ByteArrayOutputStream(length + 16);
        boolean any = false;
        int i = 0;
        while (i < length) {
            int escape = Math.min(i + 2, length);
            if (json[i] != '\\') {
                mended.write(json[i++]);
            } else if (escape - i == 2 && json[i + 1] == 'u' && !fourHexDigits(json, i + 2, length)) {
                mended.writeBytes(new byte[] {'\\', '\\', 'u'});
                any = true;
                i = escape;
            } else {
                mended.writeBytes(Arrays.copyOfRange(json, i, escape));
                i = escape;
            }
        }
        return any ? mended.toByteArray() : null;
    }

    private static boolean fourHexDigits(byte[] json, int from, int length) {
        if (from + 4 > length) {
            return false;
        }
        for (int i = from; i < from + 4; i++) {
            if (Character.digit(json[i], 16) < 0) {
                return false;
            }
        }
        return true;
    }
}
