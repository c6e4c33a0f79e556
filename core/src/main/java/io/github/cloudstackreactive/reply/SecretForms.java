package io.github.cloudstackreactive.reply;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;

/** The ways in which whoever repeats a secret may write it. */
final class SecretForms {

    private static final int SHORTEST_WITHIN = 8;
    private static final String NAMED = "\t\n\r\b\f";
    private static final String NAMES = "tnrbf";
    // What Gson, by which the server writes, escapes though JSON needs it not.
    private static final String FOR_HTML = "=&'<>\u2028\u2029";

    private final String secret;

    SecretForms(String secret) {
        this.secret = secret;
    }

    /** As it is, encoded for a URL once or twice, in Base64 alone or within more, and escaped for JSON and for HTML. */
    Set<String> all() {
        Set<String> forms = new LinkedHashSet<>();
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        forms.add(secret);
        forms.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
        forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        for (int before = 0; before <= 2; before++) {
            addWithinBase64(forms, bytes, before);
        }
        if (isPlain()) {
            return forms;
        }
        String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        for (String once : new String[] {url, url.replace("+", "%20")}) {
            forms.add(once);
            forms.add(URLEncoder.encode(once, StandardCharsets.UTF_8));
        }
        addInJson(forms, true);
        if (secret.chars().anyMatch(c -> c < ' ')) {
            addInJson(forms, false);
        }
        forms.add(inHtml("&quot;", "&#39;"));
        forms.add(inHtml("&quot;", "&apos;"));
        forms.add(inHtml("&quot;", "&#x27;"));
        forms.add(inHtml("&#34;", "&#39;"));
        return forms;
    }

    /** What nothing before or after it changes, as in the Base64 of a name, a colon and the secret. */
    private static void addWithinBase64(Set<String> forms, byte[] bytes, int before) {
        byte[] more = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, more, before, bytes.length);
        int from = before == 0 ? 0 : before + 1;
        int to = more.length * 8 / 6;
        if (to - from >= SHORTEST_WITHIN) {
            forms.add(Base64.getEncoder().encodeToString(more).substring(from, to));
            forms.add(Base64.getUrlEncoder().encodeToString(more).substring(from, to));
        }
    }

    /** Whether nobody has a reason to escape any of it. */
    private boolean isPlain() {
        for (int i = 0; i < secret.length(); i++) {
            char c = secret.charAt(i);
            if (!((c >= '0' && c <= '9')
                    || (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || ".-_".indexOf(c) >= 0)) {
                return false;
            }
        }
        return true;
    }

    private void addInJson(Set<String> forms, boolean named) {
        forms.add(inJson(false, "", named));
        forms.add(inJson(true, "", named));
        forms.add(inJson(false, FOR_HTML, named));
        forms.add(inJson(true, FOR_HTML, named));
    }

    /**
     * @param ascii whether all beyond ASCII is escaped, and the slash
     * @param more what else is escaped by its number
     * @param named whether a line's end and the like go by their letters
     */
    private String inJson(boolean ascii, String more, boolean named) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < secret.length(); i++) {
            char c = secret.charAt(i);
            int name = named ? NAMED.indexOf(c) : -1;
            if (c == '"' || c == '\\' || (c == '/' && ascii)) {
                escaped.append('\\').append(c);
            } else if (name >= 0) {
                escaped.append('\\').append(NAMES.charAt(name));
            } else if (c < ' ' || (ascii && c > '~') || more.indexOf(c) >= 0) {
                escaped.append("\\u%04x".formatted((int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private String inHtml(String quote, String apostrophe) {
        return secret.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", quote)
                .replace("'", apostrophe);
    }
}
