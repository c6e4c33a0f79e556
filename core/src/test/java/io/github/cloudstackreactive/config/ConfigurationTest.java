package io.github.cloudstackreactive.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.auth.Credentials;
import io.github.cloudstackreactive.error.ConfigurationException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

    @Test
    void isWhatABuilderGivesWhole() {
        Credentials credentials = Credentials.of("key", "secret");
        Configuration configuration = Configuration.of(URI.create("https://cloud.example.org/client/api"), credentials);

        assertThat(configuration.endpoint()).hasToString("https://cloud.example.org/client/api");
        assertThat(configuration.credentials()).isEqualTo(credentials);
        assertThat(configuration.source()).isEqualTo("builder");
        assertThat(configuration.signatureExpiry()).isNull();
        assertThat(configuration.replyTimeout()).isNull();
        assertThat(configuration.pageSize()).isNull();
        assertThat(configuration.warnings()).isEmpty();
        assertThat(Configuration.of(URI.create("http://localhost"), null).credentials())
                .isNull();
    }

    @Test
    void printsEndpointAndSourceOnly() {
        assertThat(Configuration.of(
                        URI.create("http://localhost:8080/client/api"), Credentials.of(Machine.KEY, Machine.SECRET)))
                .hasToString("Configuration[http://localhost:8080/client/api from builder]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://cloud.example.org",
                "HTTPS://cloud.example.org/",
                "http://10.0.0.1:8080/client/api",
                "http://[::1]:8080/client/api",
                "https://api.exoscale.ch/compute"
            })
    void takesAnEndpointAsItIs(String endpoint) {
        assertThat(Configuration.of(URI.create(endpoint), null).endpoint()).hasToString(endpoint);
    }

    @ParameterizedTest
    @CsvSource({
        "cloud.example.org/CANARY,             does not start with http",
        "/client/CANARY,                       does not start with http",
        "ftp://cloud.example.org/CANARY,       does not start with http",
        "mailto:CANARY@cloud.example.org,      does not start with http",
        "https:///CANARY,                      no valid host",
        "https:CANARY,                         no valid host",
        "https://under_score.org/CANARY,       no valid host",
        "https://CANARY:CANARY@example.org/,   user name or password",
        "https://CANARY@under_score.org/,      user name or password",
        "https://example.org:0/CANARY,         port outside",
        "https://example.org:70000/CANARY,     port outside",
        "https://example.org/?apikey=CANARY,   query or a fragment",
        "https://example.org/?,                query or a fragment",
        "https://example.org/#CANARY,          query or a fragment"
    })
    void refusesAnEndpointThatHoldsMoreOrLessThanSchemeHostPortAndPath(String endpoint, String why) {
        assertThatThrownBy(() -> Configuration.of(URI.create(endpoint), null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("The endpoint ")
                .hasMessageContaining(why)
                .hasNoCause()
                .message()
                .doesNotContain("CANARY");
    }
}
