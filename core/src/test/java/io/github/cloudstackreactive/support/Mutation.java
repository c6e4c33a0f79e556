package io.github.cloudstackreactive.support;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Bytes made wrong by chance: the same random numbers make the same bytes. */
public final class Mutation {

    private static final int MOST_CHANGES = 4;
    private static final int LONGEST_REPEAT = 64 * 1024;

    private static final List<byte[]> ODDITIES = List.of(
            bytes("{"),
            bytes("}"),
            bytes("["),
            bytes("]"),
            bytes("\""),
            bytes(","),
            bytes(":"),
            bytes("null"),
            bytes("true"),
            bytes("{}"),
            bytes("[]"),
            bytes("[null]"),
            bytes("\\"),
            bytes("\\u"),
            bytes("\\u00"),
            bytes("\\uD800"),
            bytes("\"count\":2147483648,"),
            bytes("\"count\":-1,"),
            bytes("\"errorcode\":530,"),
            bytes("\"errorcode\":\"x\","),
            bytes("\"errorcode\":[1],"),
            bytes("\"uuidList\":[{}],"),
            bytes("\"jobid\":{},"),
            bytes("\"jobstatus\":9,"),
            bytes("\"jobresult\":null,"),
            bytes("\"success\":false,"),
            bytes("\"id\":[1,{}],"),
            bytes("<a>"),
            bytes("</a>"),
            bytes("<a/>"),
            bytes("<![CDATA["),
            bytes("<!--"),
            bytes("<?x"),
            bytes("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]>"),
            bytes("&b;"),
            bytes("&#0;"),
            bytes("&#x110000;"),
            bytes("<errorcode>"),
            bytes("<errorcode>530</errorcode>"),
            bytes("%"),
            bytes("%zz"),
            bytes("%F0%9F"),
            bytes("+"),
            bytes("NaN"),
            bytes("-"),
            bytes("0x1"),
            new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF},
            new byte[] {0},
            new byte[] {(byte) 0xFF, (byte) 0xFE},
            new byte[] {(byte) 0xC0, (byte) 0x80},
            new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
            new byte[] {(byte) 0x80},
            new byte[] {(byte) 0xE2, (byte) 0x82});

    private static final List<byte[]> NUMBERS = List.of(
            bytes("1e999999999"),
            bytes("-1e-999999999"),
            bytes("1e2147483648"),
            bytes("9".repeat(999)),
            bytes("9".repeat(1_001)),
            bytes("0." + "3".repeat(5_000)),
            bytes("9223372036854775808"),
            bytes("-2147483649"),
            bytes("1E400"),
            bytes("00"),
            bytes("1."),
            bytes("\"1e999999999\""),
            bytes("\"" + "9".repeat(20_000) + "\""));

    private static final List<byte[]> VALUES = List.of(
            bytes("null"),
            bytes("true"),
            bytes("\"false\""),
            bytes("0"),
            bytes("-1"),
            bytes("1.5"),
            bytes("\"\""),
            bytes("\" \""),
            bytes("[]"),
            bytes("{}"),
            bytes("[null,1,\"a\",{}]"),
            bytes("{\"a\":{\"b\":[1]}}"),
            bytes("1e30"),
            bytes("1e999999999"),
            bytes("\"1e999999999\""),
            bytes("1e2147483648"),
            bytes("\"1e2147483648\""),
            bytes("1e-2147483648"),
            bytes("9".repeat(300)),
            bytes("\"" + "9".repeat(20_000) + "\""),
            bytes("\"2026-13-41T10:11:12+0100\""),
            bytes("\"+999999999-01-01T00:00:00+1800\""),
            bytes("\"-999999999-01-01T00:00:00-1800\""),
            bytes("\"{a=b, c={d=e}, =, f}\""),
            bytes("\"\\u0000\\ud83d\""),
            bytes("text"));

    private static final List<String> DEEPENINGS = List.of("[", "{\"a\":", "[{\"a\":", "<a>", "\"a\":[");

    private final SplittableRandom random;
    private byte[] bytes;

    private Mutation(byte[] original, SplittableRandom random) {
        this.bytes = original.clone();
        this.random = random;
    }

    /**
     * One to four changes.
     *
     * @param other what a piece may be taken from
     */
    public static byte[] of(byte[] original, byte[] other, SplittableRandom random) {
        Mutation mutation = new Mutation(original, random);
        int changes = random.nextBoolean() ? 1 : 1 + random.nextInt(MOST_CHANGES);
        for (int i = 0; i < changes; i++) {
            mutation.change(other);
        }
        return mutation.bytes;
    }

    private void change(byte[] other) {
        switch (random.nextInt(20)) {
            case 0 -> flip();
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 2 -> bytes = Arrays.copyOfRange(bytes, random.nextInt(bytes.length + 1), bytes.length);
            case 3 -> replace(range(64), new byte[0]);
            case 4 -> replace(empty(), randomBytes());
            case 5, 6 -> replace(empty(), ODDITIES.get(random.nextInt(ODDITIES.size())));
            case 7 -> repeat();
            case 8 -> swapTokens();
            case 9 -> replace(token(), NUMBERS.get(random.nextInt(NUMBERS.size())));
            case 10 -> replace(empty(), deep());
            case 11 -> replace(token(), ODDITIES.get(random.nextInt(ODDITIES.size())));
            case 12 -> splice(other);
            default -> replace(value(), VALUES.get(random.nextInt(VALUES.size())));
        }
    }

    private void flip() {
        for (int i = random.nextInt(8); i >= 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
    }

    private byte[] randomBytes() {
        byte[] some = new byte[1 + random.nextInt(32)];
        random.nextBytes(some);
        return some;
    }

    private void repeat() {
        int[] range = range(random.nextBoolean() ? 16 : 1_024);
        byte[] piece = Arrays.copyOfRange(bytes, range[0], range[1]);
        int most = Math.min(2_000, LONGEST_REPEAT / Math.max(1, piece.length));
        int times = 1 + random.nextInt(random.nextInt(8) == 0 ? most : 4);
        ByteArrayOutputStream repeated = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            repeated.writeBytes(piece);
        }
        replace(new int[] {range[1], range[1]}, repeated.toByteArray());
    }

    private byte[] deep() {
        int depth = 1 + random.nextInt(random.nextBoolean() ? 250 : 20_000);
        return bytes(DEEPENINGS.get(random.nextInt(DEEPENINGS.size())).repeat(depth));
    }

    private void swapTokens() {
        int[] one = token();
        int[] two = token();
        if (one[1] <= two[0]) {
            byte[] first = Arrays.copyOfRange(bytes, one[0], one[1]);
            byte[] second = Arrays.copyOfRange(bytes, two[0], two[1]);
            replace(two, first);
            replace(one, second);
        }
    }

    private void splice(byte[] other) {
        int from = random.nextInt(other.length + 1);
        int to = Math.min(other.length, from + random.nextInt(4_096));
        replace(range(32), Arrays.copyOfRange(other, from, to));
    }

    private int[] empty() {
        int at = random.nextInt(bytes.length + 1);
        return new int[] {at, at};
    }

    private int[] range(int longest) {
        int from = random.nextInt(bytes.length + 1);
        return new int[] {from, Math.min(bytes.length, from + random.nextInt(longest + 1))};
    }

    /** A word, a number or a string, with its quotes; or empty, where there is none. */
    private int[] token() {
        List<int[]> tokens = new ArrayList<>();
        int start = random.nextInt(bytes.length + 1);
        int limit = Math.min(bytes.length, start + 512);
        int from = start;
        for (int at = start; at < limit; at++) {
            if ("{}[],:<>".indexOf(bytes[at]) >= 0) {
                if (at > from) {
                    tokens.add(new int[] {from, at});
                }
                from = at + 1;
            }
        }
        return tokens.isEmpty() ? empty() : tokens.get(random.nextInt(tokens.size()));
    }

    /** What stands between a colon or an opening tag and the next comma or bracket: replaced, the text may stay whole. */
    private int[] value() {
        int from = random.nextInt(bytes.length + 1);
        while (from < bytes.length && bytes[from] != ':' && bytes[from] != '>') {
            from++;
        }
        int start = Math.min(from + 1, bytes.length);
        int end = start;
        while (end < bytes.length && "{}[],:<>".indexOf(bytes[end]) < 0) {
            end++;
        }
        return new int[] {start, end};
    }

    private void replace(int[] range, byte[] by) {
        byte[] changed = new byte[bytes.length - (range[1] - range[0]) + by.length];
        System.arraycopy(bytes, 0, changed, 0, range[0]);
        System.arraycopy(by, 0, changed, range[0], by.length);
        System.arraycopy(bytes, range[1], changed, range[0] + by.length, bytes.length - range[1]);
        bytes = changed;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
