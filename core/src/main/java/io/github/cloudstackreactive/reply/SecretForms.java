package io.github.cloudstackreactive.reply;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;

/** The ways in which whoever repeats a secret may write it. */
final class SecretForms {

    private final String secret;

    SecretForms(String secret) {
        this.secret = secret;
    }

    /** As it is, encoded for a URL, in Base64, and escaped for JSON and for HTML. */
    Set<String> all() {
        Set<String> forms = new LinkedHashSet<>();
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        forms.add(secret);
        forms.add(url);
        forms.add(url.replace("+", "%20"));
        forms.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
        forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        forms.add(inJson(false));
        forms.add(inJson(true));
        forms.add(inHtml("&#39;"));
        forms.add(inHtml("&apos;"));
        return forms;
    }

    private String inJson(boolean ascii) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < secret.length(); i++) {
            char c = secret.charAt(i);
            if (c == '"' || c == '\\' || (c == '/' && ascii)) {
                escaped.append('\\').append(c);
            } else if (c < ' ' || (ascii && c > '~')) {
                escaped.append("\\u%04x".formatted((int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private String inHtml(String apostrophe) {
        return secret.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", apostrophe);
    }
}
