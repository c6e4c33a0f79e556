package io.github.cloudstackreactive.support;

import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyHead;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A recorded exchange whose reply was made wrong by chance; its seed makes it again.
 *
 * @param pieces random numbers by which to cut it
 */
public record MutatedReply(long seed, Capture capture, Reply reply, long pieces) {

    private static final List<Capture> CAPTURES = Capture.all();
    private static final List<Capture> ANSWERS = CAPTURES.stream()
            .filter(capture -> capture.reply().status() == 200 && capture.body().matches("(?s).*[}>]"))
            .toList();
    private static final Pattern JSON_STRING = Pattern.compile(":\"([^\"\\\\]*+)\"");

    private static final List<String> TYPES = List.of(
            "",
            "text/html",
            "application/json",
            "application/json;charset=utf-8",
            "text/xml",
            "text/xml;charset=utf-8",
            "text/xml;charset=utf-16",
            "text/xml;charset=x-JISAutoDetect",
            "text/xml;charset=ISO-2022-KR",
            "text/xml;charset=-none",
            "text/xml;charset=:",
            "text/xml;charset=.",
            "text/xml;charset=\"\"",
            "application/xml+json;;;=",
            "é\u0000\n");
    private static final List<String> DATES =
            List.of("", "yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 999999999 23:59:59 +1800");
    private static final List<String> LOCATIONS =
            List.of("", "::", "http://other.example/x?apiKey=1", "//[", "javascript:1", "http://%zz/");
    private static final List<String> WAITS =
            List.of("", "-1", "1e9", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT", "soon");

    public static MutatedReply of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Capture> from = random.nextInt(4) == 0 ? CAPTURES : ANSWERS;
        Capture capture = from.get(random.nextInt(from.size()));
        Capture other = CAPTURES.get(random.nextInt(CAPTURES.size()));
        boolean urlEncoded = random.nextInt(8) == 0;
        byte[] original = bytes(urlEncoded ? encoded(capture.body()) : capture.body());
        byte[] body = Mutation.of(original, bytes(other.body()), random);
        long announced = switch (random.nextInt(6)) {
            case 0 -> -1;
            case 1 -> random.nextLong(-2, 3);
            case 2 -> Long.MAX_VALUE;
            case 3 -> random.nextInt(body.length + 1);
            default -> body.length;
        };
        ReplyHead told = capture.reply().head();
        ReplyHead head = new ReplyHead(
                random.nextInt(8) == 0 ? random.nextInt(100, 600) : told.status(),
                random.nextInt(6) == 0 ? one(TYPES, random) : told.contentType(),
                rarely(DATES, random),
                rarely(LOCATIONS, random),
                rarely(WAITS, random),
                List.of(),
                announced);
        return new MutatedReply(seed, capture, head.with(body, body.length), random.nextLong());
    }

    private static @Nullable String rarely(List<String> texts, SplittableRandom random) {
        return random.nextInt(6) == 0 ? one(texts, random) : null;
    }

    private static String one(List<String> texts, SplittableRandom random) {
        return texts.get(random.nextInt(texts.size()));
    }

    private static String encoded(String json) {
        return JSON_STRING
                .matcher(json)
                .replaceAll(value -> ":\"" + URLEncoder.encode(value.group(1), StandardCharsets.UTF_8) + "\"");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "MutatedReply.of(" + seed + "L), made of " + capture + ", HTTP " + reply.status() + ", " + reply.length()
                + " bytes";
    }
}
