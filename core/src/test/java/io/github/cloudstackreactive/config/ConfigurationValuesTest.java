package io.github.cloudstackreactive.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationValuesTest {

    @TempDir
    Path directory;

    Machine machine;

    @BeforeEach
    void aMachineWithVariables() {
        machine = new Machine(directory).cloudstackVariables("env.example.org");
    }

    @Test
    void secondsOfTheSourceUsedAreHonoured() {
        machine.env("CLOUDSTACK_EXPIRATION", "-1").env("CLOUDSTACK_TIMEOUT", "42");
        assertThat(machine.resolve().signatureExpiry()).hasSeconds(-1);
        assertThat(machine.resolve().replyTimeout()).hasSeconds(42);
        machine.env("CLOUDSTACK_EXPIRATION", "0");
        assertThat(machine.resolve().signatureExpiry()).isZero();
    }

    @Test
    void settingsOfAnotherSourceAreNot() {
        machine.env("CLOSTACK_EXPIRATION", "60").property("cloudstack.timeout", "1");
        assertThat(machine.resolve().signatureExpiry()).isNull();
        assertThat(machine.resolve().replyTimeout()).isNull();
    }

    @Test
    void terraformsTimeoutIsTheTimeOfAJobAndNotRead() {
        Machine terraform = new Machine(directory)
                .env("CLOUDSTACK_API_URL", "https://e")
                .env("CLOUDSTACK_API_KEY", "k")
                .env("CLOUDSTACK_SECRET_KEY", "s")
                .env("CLOUDSTACK_TIMEOUT", "900");
        assertThat(terraform.resolve().replyTimeout()).isNull();
    }

    @Test
    void systemPropertiesHaveTheSameSettings() {
        Machine properties = new Machine(directory)
                .property("cloudstack.endpoint", "https://e")
                .property("cloudstack.key", "k")
                .property("cloudstack.secret", "s")
                .property("cloudstack.expiration", "120")
                .property("cloudstack.timeout", "7")
                .property("cloudstack.verify", "no")
                .property("cloudstack.dangerous.no.tls.verify", "yes");
        assertThat(properties.resolve().signatureExpiry()).hasSeconds(120);
        assertThat(properties.resolve().replyTimeout()).hasSeconds(7);
        assertThat(properties.resolve().warnings()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ten", "1.5", "10s", "99999999999", "0x10"})
    void aNumberThatIsNoneIsAnErrorThatNamesItsPlace(String value) {
        machine.env("CLOUDSTACK_TIMEOUT", value);
        assertThat(machine.failure())
                .isEqualTo(
                        "CLOUDSTACK_TIMEOUT in environment CLOUDSTACK_* is not a whole number between -2147483648 and"
                                + " 2147483647.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1"})
    void aTimeoutBelowOneIsAnError(String value) {
        machine.env("CLOUDSTACK_TIMEOUT", value);
        assertThat(machine.failure()).isEqualTo("CLOUDSTACK_TIMEOUT in environment CLOUDSTACK_* must be 1 or more.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "\"none\"", "1.5", "500000000000"})
    void aPageSizeThatIsNoneIsAnErrorThatNamesFileProfileAndKey(String value) {
        Machine clostack = new Machine(directory)
                .clostack("{:default {:endpoint \"https://e\" :api-key \"k\" :api-secret \"s\" :page-size " + value
                        + "}}");
        assertThat(clostack.failure()).startsWith(":page-size in profile default of " + clostack.clostackFile() + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "CLOUDSTACK_VERIFY, false, 1",
        "CLOUDSTACK_VERIFY, 0, 1",
        "CLOUDSTACK_VERIFY, True, 0",
        "CLOUDSTACK_VERIFY, /etc/ca.pem, 0",
        "CLOUDSTACK_DANGEROUS_NO_TLS_VERIFY, TRUE, 1",
        "CLOUDSTACK_DANGEROUS_NO_TLS_VERIFY, 1, 1",
        "CLOUDSTACK_DANGEROUS_NO_TLS_VERIFY, no, 0"
    })
    void aSwitchThatTurnsTlsVerificationOffIsAWarning(String variable, String value, int warnings) {
        machine.env(variable, value);
        assertThat(machine.resolve().warnings())
                .hasSize(warnings)
                .allMatch(warning -> warning.startsWith(variable + " in environment CLOUDSTACK_* is not obeyed"))
                .allMatch(warning -> warning.contains("trustAnyCertificateInsecurely()"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://CANARY:CANARY@example.org, holds a user name or password",
        "https://exa mple.org/CANARY,        is not a URI",
        "example.org/CANARY,                 does not start with http"
    })
    void aFaultyEndpointNamesItsPlaceAndIsNotEchoed(String endpoint, String why) {
        machine.env("CLOUDSTACK_ENDPOINT", endpoint);
        assertThat(machine.failure()).startsWith("CLOUDSTACK_ENDPOINT in environment CLOUDSTACK_* " + why);
    }
}
