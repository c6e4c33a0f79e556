package io.github.cloudstackreactive.reply;

import io.github.cloudstackreactive.command.Parameters;
import java.util.LinkedHashSet;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The values that a caller declared sensitive, and what is known to be secret beside, found in a text in whichever form
 * they stand there.
 *
 * <p>One pass over the text for all of them together, however many there are: at each place the forms, which are sorted, are
 * narrowed down letter by letter.
 */
final class DeclaredSecrets {

    private static final String CUT = "…";
    private static final int SHORTEST = 3;
    private static final int ENOUGH = 16;
    /** No text is read further than that, so that what follows in a secret stands nowhere. */
    private static final int LONGEST = 16 * 1024;

    private static final int MOST = 10_000;
    private static final int MOST_STEPS = 500_000;

    private final String[] forms;
    private final boolean tooMany;

    private DeclaredSecrets(String[] forms, boolean tooMany) {
        this.forms = forms;
        this.tooMany = tooMany;
    }

    /**
     * Those among the parameters, of a list, which goes comma-joined, each element too; and those that are known, of 16
     * letters or more: keys are that long, and what is shorter may be a word of the text.
     */
    static DeclaredSecrets of(Parameters asked, KnownSecrets known) {
        Set<String> secrets = new LinkedHashSet<>();
        known.forEach(secret -> {
            if (secret.length() >= ENOUGH) {
                add(secrets, secret, 0, secret.length());
            }
        });
        asked.forEachSensitiveValue(value -> {
            add(secrets, value, 0, value.length());
            int from = 0;
            for (int comma = value.indexOf(','); comma >= 0; comma = value.indexOf(',', from)) {
                add(secrets, value, from, comma);
                from = comma + 1;
            }
            add(secrets, value, from, value.length());
        });
        if (secrets.size() > MOST) {
            return new DeclaredSecrets(new String[0], true);
        }
        NavigableSet<String> forms = new TreeSet<>();
        for (String secret : secrets) {
            new SecretForms(secret).all().forEach(form -> forms.add(lowerCase(form)));
        }
        return new DeclaredSecrets(forms.toArray(new String[0]), false);
    }

    private static void add(Set<String> secrets, String value, int from, int to) {
        if (to - from >= SHORTEST && secrets.size() <= MOST) {
            secrets.add(value.substring(from, Math.min(to, from + LONGEST)));
        }
    }

    // Letter by letter, as the text is compared, so that none becomes two.
    private static String lowerCase(String form) {
        char[] letters = form.toCharArray();
        for (int i = 0; i < letters.length; i++) {
            letters[i] = Character.toLowerCase(letters[i]);
        }
        return new String(letters);
    }

    /**
     * The beginning of a text with each secret cut out that begins in it, whatever its case.
     *
     * <p>Of a long one as much goes as is there, if that is 16 letters: whoever tells of it may have cut it short. A text
     * that takes too long to look through is left out from there on, and whole where more than 10,000 values are declared.
     *
     * @param length how many letters; the text may go on, so that a secret at their end is known for one
     */
    String cutFrom(CharSequence text, int length) {
        return tooMany ? CUT : forms.length == 0 ? text.subSequence(0, length).toString() : new Pass(text).cut(length);
    }

    private final class Pass {

        private final CharSequence text;
        private int steps;

        Pass(CharSequence text) {
            this.text = text;
        }

        String cut(int length) {
            StringBuilder left = new StringBuilder();
            int covered = 0;
            for (int at = 0; at < length && covered < length && steps < MOST_STEPS; at++) {
                // Looked for inside of another as well: it may end later.
                int end = at + lengthAt(at);
                if (at >= covered && end > at) {
                    left.append(CUT);
                } else if (at >= covered) {
                    left.append(text.charAt(at));
                }
                covered = Math.max(covered, end);
            }
            return steps < MOST_STEPS ? left.toString() : left.append(CUT).toString();
        }

        /** How long the longest secret is that stands at a place. */
        private int lengthAt(int at) {
            int from = 0;
            int to = forms.length;
            int whole = 0;
            int depth = 0;
            // Between from and to all begin with the letters gone through, and the shortest is the first.
            while (at + depth < text.length()) {
                char letter = Character.toLowerCase(text.charAt(at + depth));
                steps++;
                if (forms[from].charAt(depth) != letter || forms[to - 1].charAt(depth) != letter) {
                    from = firstNotBefore(letter, depth, from, to);
                    to = letter == Character.MAX_VALUE ? to : firstNotBefore((char) (letter + 1), depth, from, to);
                }
                if (from == to) {
                    break;
                }
                depth++;
                if (forms[from].length() == depth) {
                    whole = depth;
                    from++;
                }
                if (from == to) {
                    break;
                }
            }
            return depth >= ENOUGH ? depth : whole;
        }

        private int firstNotBefore(char letter, int depth, int from, int to) {
            int low = from;
            int high = to;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (forms[middle].charAt(depth) < letter) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
