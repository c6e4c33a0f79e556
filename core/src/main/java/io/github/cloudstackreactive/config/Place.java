package io.github.cloudstackreactive.config;

import io.github.cloudstackreactive.auth.Credentials;
import io.github.cloudstackreactive.auth.SignatureAlgorithm;
import io.github.cloudstackreactive.error.ConfigurationException;
import io.github.cloudstackreactive.session.Login;
import io.github.cloudstackreactive.session.Signing;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One place and what it holds of a unit; it becomes a {@link Configuration} if the unit is whole. */
final class Place {

    private static final Set<String> ON = Set.of("true", "1", "yes", "on", "y", "t");
    private static final Set<String> OFF = Set.of("false", "0", "no", "off", "n", "f");

    private final String name;
    private final Spelling spelling;
    private final Map<String, String> values;

    /**
     * @param name what messages call the place
     * @param values what is set there, under the names of the spelling; blank counts as not set
     */
    Place(String name, Spelling spelling, Map<String, String> values) {
        this.name = name;
        this.spelling = spelling;
        this.values = values;
    }

    String name() {
        return name;
    }

    boolean spelledAs(Spelling tool) {
        return spelling.equals(tool);
    }

    boolean inFile() {
        return spelledAs(Spelling.CS_FILE) || spelledAs(Spelling.CMK_FILE) || spelledAs(Spelling.CLOSTACK_FILE);
    }

    boolean holdsAnything() {
        return loginIntended() || spelling.unit().stream().anyMatch(part -> value(part) != null);
    }

    /** The names of the parts that are set here. */
    String present() {
        return String.join(
                ", ",
                spelling.unit().stream().filter(part -> value(part) != null).toList());
    }

    /** What is missing here, in words. */
    String missing() {
        List<String> missing =
                spelling.unit().stream().filter(part -> value(part) == null).toList();
        return (missing.size() == 3 ? "has none of " : "lacks ") + String.join(", ", missing);
    }

    /** Whether a user name or a password stands here. A domain alone does not count: cmk writes "/" by itself. */
    private boolean loginIntended() {
        Spelling.LoginNames names = spelling.login();
        return names != null && (value(names.userName()) != null || value(names.password()) != null);
    }

    /** The login that stands here; null if there is none, or not all of it. */
    private @Nullable Login login() {
        Spelling.LoginNames names = spelling.login();
        String userName = names == null ? null : value(names.userName());
        String password = names == null ? null : value(names.password());
        if (names == null || userName == null || password == null) {
            return null;
        }
        Login login = Login.of(oneLine(userName, names.userName()), oneLine(password, names.password()));
        String domain = value(names.domain());
        return domain == null ? login : login.inDomain(oneLine(domain, names.domain()));
    }

    /**
     * The configuration that stands here.
     *
     * @param unauthenticated whether an endpoint alone is whole
     * @param trail the places looked at before this one
     * @throws ConfigurationException if the unit is part-filled or a value cannot be used
     */
    Configuration whole(boolean unauthenticated, Trail trail) {
        String endpoint = value(spelling.endpoint());
        String key = value(spelling.key());
        String secret = value(spelling.secret());
        boolean noKeys = key == null && secret == null;
        Login login = noKeys && !unauthenticated ? login() : null;
        if (endpoint == null || (noKeys ? login == null && !unauthenticated : key == null || secret == null)) {
            throw loginIntended() && noKeys ? loginPartFilled(trail) : partFilled(trail);
        }
        URI uri = Endpoint.parse(oneLine(endpoint, spelling.endpoint()), spelling.endpoint() + " in " + name);
        Credentials credentials = key == null || secret == null
                ? null
                : Credentials.of(oneLine(key, spelling.key()), oneLine(secret, spelling.secret()));
        Integer timeout = atLeastOne(spelling.timeout());
        Integer expiration = number(spelling.expiration());
        return new Configuration(
                uri,
                credentials,
                login,
                signing(),
                name,
                expiration == null ? null : Duration.ofSeconds(expiration),
                timeout == null ? null : Duration.ofSeconds(timeout),
                atLeastOne(spelling.pageSize()),
                warnings());
    }

    private ConfigurationException partFilled(Trail trail) {
        trail.add(name, missing());
        String present = present();
        return trail.failure("Incomplete configuration: " + name
                + (present.isEmpty() ? " " : " has " + present + " but ") + missing()
                + ". Endpoint, key and secret are taken whole from one place and never completed from another: set the"
                + " rest there, or remove what is there."
                + (present.equals(spelling.endpoint())
                        ? " An endpoint alone is enough only after unauthenticated()."
                        : ""));
    }

    private ConfigurationException loginPartFilled(Trail trail) {
        trail.add(name, missing());
        return trail.failure("Incomplete configuration: " + name + " has a user name or password, but a login needs "
                + spelling.endpoint() + ", user name and password. Set them all there, or the API keys as "
                + spelling.key() + " and " + spelling.secret() + ".");
    }

    private @Nullable Signing signing() {
        String setting = spelling.signing();
        String value = setting == null ? null : value(setting);
        if (value == null) {
            return null;
        }
        if (value.equalsIgnoreCase("auto")) {
            return Signing.FOUND_OUT;
        }
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            if (value.equalsIgnoreCase(algorithm.toString())) {
                return new Signing(algorithm);
            }
        }
        throw new ConfigurationException(setting + " in " + name + " must be auto, " + SignatureAlgorithm.HMAC_SHA1
                + " or " + SignatureAlgorithm.HMAC_SHA512 + ".");
    }

    // An indented line continues the one before it, so a slip of the layout can glue a line to a value.
    private String oneLine(String value, String setting) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new ConfigurationException(setting + " in " + name
                    + " holds a line break or another control character. Put it on one line; in an INI file an indented"
                    + " line continues the one before it.");
        }
        return value;
    }

    private @Nullable Integer atLeastOne(@Nullable String setting) {
        Integer number = number(setting);
        if (number != null && number < 1) {
            throw new ConfigurationException(setting + " in " + name + " must be 1 or more.");
        }
        return number;
    }

    private @Nullable Integer number(@Nullable String setting) {
        String value = setting == null ? null : value(setting);
        if (value == null) {
            return null;
        }
        try {
            return Integer.valueOf(value);
        } catch (NumberFormatException notANumber) {
            // Not as the cause: its message repeats the value, to which a slip of the layout may have glued a secret.
            throw new ConfigurationException(
                    setting + " in " + name + " is not a whole number between -2147483648 and 2147483647.");
        }
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        warnIf(OFF, spelling.verifyTls(), warnings);
        warnIf(ON, spelling.skipTls(), warnings);
        return warnings;
    }

    private void warnIf(Set<String> insecure, @Nullable String setting, List<String> warnings) {
        String value = setting == null ? null : value(setting);
        if (value != null && insecure.contains(value.toLowerCase(Locale.ROOT))) {
            warnings.add(setting + " in " + name + " is not obeyed: TLS certificates are verified. To trust any"
                    + " certificate, call trustAnyCertificateInsecurely() on the client's builder.");
        }
    }

    private @Nullable String value(String setting) {
        String value = values.getOrDefault(setting, "").strip();
        return value.isEmpty() ? null : value;
    }
}
