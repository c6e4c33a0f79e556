package io.github.cloudstackreactive.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.auth.Credentials;
import io.github.cloudstackreactive.error.ConfigurationException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationSearchTest {

    private static final URI ENDPOINT = URI.create("https://builder.example.org/client/api");

    @TempDir
    Path directory;

    Machine machine;

    @BeforeEach
    void aMachine() {
        machine = new Machine(directory);
    }

    @Test
    void everyPlaceComesBeforeThoseAfterIt() {
        // Filled from the last place to the first: each one takes over from those filled before it.
        machine.clostack("{:default {:endpoint \"https://edn\" :api-key \"k\" :api-secret \"s\"}}");
        assertTaken("https://edn", "profile default of " + machine.clostackFile());

        machine.cmk("profile = local\n[local]\nurl = https://cmk\napikey = k\nsecretkey = s\n");
        assertTaken("https://cmk", "profile local of " + machine.cmkFile());

        machine.file(machine.csHome(), "[cloudstack]\nendpoint = https://cshome\nkey = k\nsecret = s\n");
        assertTaken("https://cshome", "profile cloudstack of " + machine.csHome());

        machine.file(machine.csHere(), "[cloudstack]\nendpoint = https://cshere\nkey = k\nsecret = s\n");
        assertTaken("https://cshere", "profile cloudstack of " + machine.csHere());

        Path named = directory.resolve("named.ini");
        machine.file(named, "[cloudstack]\nendpoint = https://named\nkey = k\nsecret = s\n")
                .env("CLOUDSTACK_CONFIG", named.toString());
        assertTaken("https://named", "profile cloudstack of " + named + " (named by CLOUDSTACK_CONFIG)");

        property("clostack.endpoint", "clostack.api.key", "clostack.api.secret", "https://p3");
        assertTaken("https://p3", "system properties clostack.*");
        env("CLOSTACK_ENDPOINT", "CLOSTACK_API_KEY", "CLOSTACK_API_SECRET", "https://e3");
        assertTaken("https://e3", "environment CLOSTACK_*");

        property("cloudstack.api.url", "cloudstack.api.key", "cloudstack.secret.key", "https://p2");
        assertTaken("https://p2", "system properties cloudstack.api.*");
        env("CLOUDSTACK_API_URL", "CLOUDSTACK_API_KEY", "CLOUDSTACK_SECRET_KEY", "https://e2");
        assertTaken("https://e2", "environment CLOUDSTACK_API_*");

        property("cloudstack.endpoint", "cloudstack.key", "cloudstack.secret", "https://p1");
        assertTaken("https://p1", "system properties cloudstack.*");
        env("CLOUDSTACK_ENDPOINT", "CLOUDSTACK_KEY", "CLOUDSTACK_SECRET", "https://e1");
        assertTaken("https://e1", "environment CLOUDSTACK_*");

        Configuration builder = machine.search().explicit(ENDPOINT, "k", "s").resolve();
        assertThat(builder.endpoint()).isEqualTo(ENDPOINT);
        assertThat(builder.source()).isEqualTo("builder");
        assertThat(builder.credentials()).isEqualTo(Credentials.of("k", "s"));
    }

    private void env(String endpoint, String key, String secret, String host) {
        machine.env(endpoint, host).env(key, "k").env(secret, "s");
    }

    private void property(String endpoint, String key, String secret, String host) {
        machine.property(endpoint, host).property(key, "k").property(secret, "s");
    }

    private void assertTaken(String endpoint, String source) {
        Configuration found = machine.resolve();
        assertThat(found.endpoint()).hasToString(endpoint);
        assertThat(found.source()).isEqualTo(source);
        assertThat(found.credentials()).isEqualTo(Credentials.of("k", "s"));
        assertThat(found.warnings()).isEmpty();
        assertThat(machine.search().anythingConfigured()).isTrue();
    }

    @Test
    void aPartFilledUnitIsNeverCompletedFromAnotherPlace() {
        machine.env("CLOUDSTACK_ENDPOINT", "https://example.org")
                .env("CLOUDSTACK_API_KEY", Machine.KEY)
                .env("CLOUDSTACK_SECRET_KEY", Machine.SECRET)
                .cs(machine.csHome(), "cloudstack", "cs.example.org");

        assertThat(machine.failure())
                .isEqualTo("Incomplete configuration: environment CLOUDSTACK_* has CLOUDSTACK_ENDPOINT but lacks"
                        + " CLOUDSTACK_KEY, CLOUDSTACK_SECRET. Endpoint, key and secret are taken whole from one"
                        + " place and never completed from another: set the rest there, or remove what is there."
                        + " An endpoint alone is enough only after unauthenticated(). Looked at, in this order:\n"
                        + "  builder: has none of endpoint, key, secret\n"
                        + "  environment CLOUDSTACK_*: lacks CLOUDSTACK_KEY, CLOUDSTACK_SECRET");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CLOUDSTACK_KEY        | has CLOUDSTACK_KEY but lacks CLOUDSTACK_ENDPOINT, CLOUDSTACK_SECRET",
                "CLOUDSTACK_SECRET     | has CLOUDSTACK_SECRET but lacks CLOUDSTACK_ENDPOINT, CLOUDSTACK_KEY",
                "CLOUDSTACK_API_URL    | has CLOUDSTACK_API_URL but lacks CLOUDSTACK_API_KEY, CLOUDSTACK_SECRET_KEY",
                "CLOUDSTACK_SECRET_KEY | has CLOUDSTACK_SECRET_KEY but lacks CLOUDSTACK_API_URL, CLOUDSTACK_API_KEY",
                "CLOSTACK_API_SECRET   | has CLOSTACK_API_SECRET but lacks CLOSTACK_ENDPOINT, CLOSTACK_API_KEY"
            })
    void oneVariableAloneIsAnError(String variable, String message) {
        machine.env(variable, Machine.SECRET);
        assertThat(machine.failure()).contains(message);
        assertThat(machine.search().anythingConfigured()).isTrue();
    }

    @Test
    void aFamilysPropertiesDoNotCompleteItsEnvironment() {
        machine.env("CLOUDSTACK_ENDPOINT", "https://example.org")
                .property("cloudstack.key", Machine.KEY)
                .property("cloudstack.secret", Machine.SECRET);
        assertThat(machine.failure()).contains("environment CLOUDSTACK_* has CLOUDSTACK_ENDPOINT but lacks");
    }

    @Test
    void anythingGivenToTheBuilderMakesItTheFirstPlace() {
        machine.cloudstackVariables("env.example.org");

        assertThat(machine.failure(search -> search.explicit(ENDPOINT, null, null)))
                .contains("builder has endpoint but lacks key, secret");
        assertThat(machine.failure(search -> search.explicit(null, Machine.KEY, null)))
                .contains("builder has key but lacks endpoint, secret");
        assertThat(machine.failure(search -> search.explicit(null, null, Machine.SECRET)))
                .contains("builder has secret but lacks endpoint, key");
        assertThat(machine.failure(search -> search.explicit(ENDPOINT, Machine.KEY, " ")))
                .contains("builder has endpoint, key but lacks secret");
        assertThat(machine.failure(search -> search.explicit(null, "", null)))
                .contains("builder has none of endpoint, key, secret");
        assertThat(machine.search().explicit(null, null, null).resolve().source())
                .isEqualTo("environment CLOUDSTACK_*");
    }

    @Test
    void aFaultyEndpointOfTheBuilderIsNotEchoed() {
        assertThat(machine.failure(search ->
                        search.explicit(URI.create("https://CANARY:CANARY@example.org/"), Machine.KEY, Machine.SECRET)))
                .startsWith("endpoint in builder holds a user name or password");
    }

    @Test
    void blankCountsAsNotSet() {
        machine.env("CLOUDSTACK_ENDPOINT", "  ").env("CLOUDSTACK_KEY", "").env("CLOUDSTACK_SECRET", "\n");
        assertThat(machine.search().anythingConfigured()).isFalse();
        assertThat(machine.failure())
                .contains("Nothing is configured")
                .contains(
                        "environment CLOUDSTACK_*: has none of CLOUDSTACK_ENDPOINT, CLOUDSTACK_KEY, CLOUDSTACK_SECRET");
    }

    @Test
    void blanksAroundAValueAreNotPartOfIt() {
        machine.env("CLOUDSTACK_ENDPOINT", " https://example.org\n")
                .env("CLOUDSTACK_KEY", " k ")
                .env("CLOUDSTACK_SECRET", "s\r\n");
        assertThat(machine.resolve().endpoint()).hasToString("https://example.org");
        assertThat(machine.resolve().credentials()).isEqualTo(Credentials.of("k", "s"));
    }

    @Test
    void nothingAtAllNamesEveryPlaceLookedAt() {
        machine.file(machine.csHere(), "[region-a]\nkey=k\n[region-b]\n")
                .cmk("prompt = x\n[local]\nurl=https://example.org\n");

        assertThat(machine.failure()).isEqualTo("""
                Nothing is configured: no place has an endpoint, a key or a secret. Set CLOUDSTACK_ENDPOINT, \
                CLOUDSTACK_KEY and CLOUDSTACK_SECRET, or give all three to the builder. Looked at, in this order:
                  builder: has none of endpoint, key, secret
                  environment CLOUDSTACK_*: has none of CLOUDSTACK_ENDPOINT, CLOUDSTACK_KEY, CLOUDSTACK_SECRET
                  system properties cloudstack.*: has none of cloudstack.endpoint, cloudstack.key, cloudstack.secret
                  environment CLOUDSTACK_API_*: has none of CLOUDSTACK_API_URL, CLOUDSTACK_API_KEY, CLOUDSTACK_SECRET_KEY
                  system properties cloudstack.api.*: has none of cloudstack.api.url, cloudstack.api.key, cloudstack.secret.key
                  environment CLOSTACK_*: has none of CLOSTACK_ENDPOINT, CLOSTACK_API_KEY, CLOSTACK_API_SECRET
                  system properties clostack.*: has none of clostack.endpoint, clostack.api.key, clostack.api.secret
                  %s: has no profile cloudstack; its profiles: region-a, region-b
                  %s: does not exist
                  %s: names no current profile; its profiles: local
                  %s: does not exist""".formatted(
                        machine.csHere(), machine.csHome(), machine.cmkFile(), machine.clostackFile()));
        assertThat(machine.search().anythingConfigured()).isFalse();
    }

    @Test
    void anEndpointAloneIsWholeOnlyForUnauthenticatedUse() {
        machine.env("CLOSTACK_ENDPOINT", "https://example.org");
        assertThat(machine.failure()).contains("An endpoint alone is enough only after unauthenticated().");

        Configuration found = machine.search().unauthenticated().resolve();
        assertThat(found.endpoint()).hasToString("https://example.org");
        assertThat(found.credentials()).isNull();
        assertThat(machine.search()
                        .unauthenticated()
                        .explicit(ENDPOINT, null, null)
                        .resolve()
                        .credentials())
                .isNull();
    }

    @Test
    void unauthenticatedUseLoosensNothingElse() {
        machine.env("CLOSTACK_ENDPOINT", "https://example.org").env("CLOSTACK_API_KEY", Machine.KEY);
        assertThat(machine.failure(ConfigurationSearch::unauthenticated)).contains("lacks CLOSTACK_API_SECRET");

        machine.env("CLOSTACK_API_SECRET", Machine.SECRET);
        assertThat(machine.search().unauthenticated().resolve().credentials()).isNotNull();

        machine.environment.remove("CLOSTACK_ENDPOINT");
        assertThat(machine.failure(ConfigurationSearch::unauthenticated)).contains("lacks CLOSTACK_ENDPOINT");
    }

    @Test
    void aProfileAskedForLosesToTheEnvironmentWithAWarning() {
        machine.cloudstackVariables("env.example.org").cs(machine.csHome(), "prod", "prod.example.org");
        Configuration found = machine.search().profile("prod").resolve();
        assertThat(found.source()).isEqualTo("environment CLOUDSTACK_*");
        assertThat(found.warnings())
                .containsExactly("The profile prod was not used, because environment CLOUDSTACK_* has"
                        + " CLOUDSTACK_ENDPOINT, CLOUDSTACK_KEY, CLOUDSTACK_SECRET and comes first.");
        assertThat(machine.search()
                        .profile("prod")
                        .explicit(ENDPOINT, "k", "s")
                        .resolve()
                        .warnings())
                .hasSize(1);

        machine.environment.clear();
        Configuration fromFile = machine.search().profile("prod").resolve();
        assertThat(fromFile.source()).isEqualTo("profile prod of " + machine.csHome());
        assertThat(fromFile.warnings()).isEmpty();
    }

    @Test
    void aProfileOfAVariableThatAnotherPlaceOvertakesIsAWarningToo() {
        machine.cs(machine.csHome(), "eu", "eu.example.org")
                .env("CLOUDSTACK_REGION", "eu")
                .env("CLOSTACK_PROFILE", "staging");
        assertThat(machine.resolve().warnings())
                .containsExactly("The profile staging of CLOSTACK_PROFILE was not used, because profile eu of "
                        + machine.csHome() + " has endpoint, key, secret and comes first.");

        machine.cloudstackVariables("env.example.org");
        assertThat(machine.resolve().warnings())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("The profile eu of CLOUDSTACK_REGION was not used, because environment CLOUDSTACK_* has");
        // What the program itself gives is not a surprise.
        assertThat(machine.search().explicit(ENDPOINT, "k", "s").resolve().warnings())
                .isEmpty();
    }

    @Test
    void aProfileAskedForAndFoundNowhereIsAnErrorWithTheNamesThatExist() {
        machine.cs(machine.csHome(), "cloudstack", "cs.example.org")
                .cmk("profile = local\n[local]\nurl=https://cmk\napikey=CANARY\nsecretkey=CANARY\n")
                .clostack("{:default :prod :prod {:api-key \"CANARY\"}}");
        assertThat(machine.failure(search -> search.profile("nope")))
                .startsWith("No file has an endpoint, key and secret under the profile nope. Looked at")
                .contains(machine.csHere() + ": does not exist")
                .contains(machine.csHome() + ": has no profile nope; its profiles: cloudstack")
                .contains(machine.cmkFile() + ": has no profile nope; its profiles: local")
                .contains(machine.clostackFile() + ": has no profile nope; its profiles: default, prod");
        assertThat(new Machine(directory.resolve("bare"))
                        .search()
                        .profile("nope")
                        .anythingConfigured())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void aBlankProfileIsRefused(String name) {
        assertThatThrownBy(() -> machine.search().profile(name))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("profile name is blank");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CLOUDSTACK_REGION",
                "CLOSTACK_PROFILE",
                "CLOUDSTACK_CONFIG",
                "CLOSTACK_CONFIG_FILE",
                "CLOSTACK_API_KEY"
            })
    void anythingConfiguredHoldsForAVariableThatNamesAProfileOrAFile(String variable) {
        assertThat(machine.search().anythingConfigured()).isFalse();
        assertThat(machine.search().explicit(null, null, null).anythingConfigured())
                .isFalse();
        assertThat(machine.search().explicit(null, "", null).anythingConfigured())
                .isTrue();
        machine.env(variable, "x");
        assertThat(machine.search().anythingConfigured()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CLOUDSTACK_CONFIG", "CLOSTACK_CONFIG_FILE"})
    void anythingConfiguredHoldsForANamedFileEvenIfItHoldsNothing(String variable) {
        Path empty = directory.resolve("empty");
        machine.file(empty, "").env(variable, empty.toString());
        assertThat(machine.failure()).startsWith("Nothing is configured");
        assertThat(machine.search().anythingConfigured()).isTrue();
    }

    @Test
    void anythingConfiguredHoldsForAFileThatCannotBeRead() {
        machine.clostack("{:default");
        assertThat(machine.search().anythingConfigured()).isTrue();
    }

    @Test
    void eachSettingGivesANewSearch() {
        ConfigurationSearch search = machine.search();
        search.profile("prod");
        search.explicit(ENDPOINT, "k", "s");
        search.unauthenticated();
        assertThat(search.anythingConfigured()).isFalse();
        assertThat(machine.failure()).startsWith("Nothing is configured");
    }

    @Test
    void noPartPrintsASecret() {
        machine.cloudstackVariables("env.example.org");
        Configuration found = machine.search().profile("prod").resolve();
        assertThat(List.of(
                        found.toString(),
                        found.warnings().toString(),
                        found.source(),
                        machine.search().toString()))
                .noneMatch(text -> text.contains(Machine.CANARY));
    }

    @Test
    void theSystemsOwnPlacesCanBeSearched() {
        // Only that it can be made and asked: what this machine holds is not the test's to know.
        System.setProperty("cloudstack.endpoint", "https://system.example.org");
        System.setProperty("cloudstack.key", "k");
        System.setProperty("cloudstack.secret", "s");
        try {
            assertThat(ConfigurationSearch.ofSystem().anythingConfigured()).isTrue();
        } finally {
            List.of("cloudstack.endpoint", "cloudstack.key", "cloudstack.secret")
                    .forEach(System::clearProperty);
        }
    }
}
