package io.github.cloudstackreactive.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.auth.Credentials;
import io.github.cloudstackreactive.auth.SignatureAlgorithm;
import io.github.cloudstackreactive.session.Login;
import io.github.cloudstackreactive.session.Signing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationFilesTest {

    @TempDir
    Path directory;

    Machine machine;

    @BeforeEach
    void aMachine() {
        machine = new Machine(directory);
    }

    private static String resource(String name) throws IOException {
        try (var in = ConfigurationFilesTest.class.getResourceAsStream("/config/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Nested
    class Cs {

        @Test
        void readsAFileAsUsersHaveIt() throws IOException {
            machine.file(machine.csHome(), resource("cloudstack.ini"));
            Configuration found = machine.search().profile("exoscale").resolve();
            assertThat(found.endpoint()).hasToString("https://api.exoscale.ch/compute");
            assertThat(found.credentials()).isEqualTo(Credentials.of("EXOkey", "exo%secret;with#marks=="));
            assertThat(found.signatureExpiry()).isNegative();
            assertThat(found.replyTimeout()).hasSeconds(30);
            assertThat(machine.resolve().endpoint()).hasToString("https://cloud.example.org/client/api");
        }

        @Test
        void theRegionVariableChoosesTheSection() {
            machine.cs(machine.csHome(), "eu", "eu.example.org").env("CLOUDSTACK_REGION", "eu");
            assertThat(machine.resolve().source()).isEqualTo("profile eu of " + machine.csHome());
        }

        @Test
        void theBuildersProfileComesBeforeTheRegionVariable() {
            machine.cs(machine.csHome(), "eu", "eu.example.org").env("CLOUDSTACK_REGION", "us");
            assertThat(machine.search().profile("eu").resolve().endpoint()).hasHost("eu.example.org");

            machine.cmk("[a]\nurl=https://cmk\napikey=k\nsecretkey=s\n");
            assertThat(machine.search().profile("a").resolve().endpoint()).hasHost("cmk");
        }

        @Test
        void aRegionThatIsNotThereIsAnErrorAndNoOtherFileIsTaken() {
            machine.cs(machine.csHome(), "cloudstack", "cs.example.org")
                    .cmk("profile=x\n[x]\nurl=https://cmk\napikey=CANARY\nsecretkey=CANARY\n")
                    .env("CLOUDSTACK_REGION", "eu");
            assertThat(machine.failure())
                    .startsWith("CLOUDSTACK_REGION asks for the profile eu, and no file that it speaks of has")
                    .contains(machine.csHome() + ": has no profile eu; its profiles: cloudstack");
        }

        @Test
        void aSectionIsTakenWholeFromTheLastFileThatHasIt() {
            machine.file(machine.csHome(), "[cloudstack]\nendpoint=https://home\nkey=CANARY\nsecret=CANARY\n")
                    .file(machine.csHere(), "[cloudstack]\nendpoint=https://here\n");
            assertThat(machine.failure())
                    .contains("profile cloudstack of " + machine.csHere() + " has endpoint but lacks key, secret");
        }

        @Test
        void anEmptySectionOfTheLastFileHidesThoseOfEarlierOnes() {
            machine.cs(machine.csHome(), "cloudstack", "home").file(machine.csHere(), "[cloudstack]\ntimeout=1\n");
            assertThat(machine.failure())
                    .startsWith("Nothing is configured")
                    .contains("profile cloudstack of " + machine.csHere() + ": has none of endpoint, key, secret")
                    .doesNotContain(machine.csHome().toString());
        }

        @Test
        void anEarlierFileIsTakenForASectionThatLaterOnesLack() {
            machine.cs(machine.csHome(), "cloudstack", "home.example.org").cs(machine.csHere(), "other", "other");
            assertThat(machine.resolve().endpoint()).hasHost("home.example.org");
        }

        @Test
        void theDefaultSectionOfAFileIsInheritedAndIsNoProfile() {
            machine.file(
                    machine.csHome(),
                    "[DEFAULT]\nendpoint=https://inherited\nkey=CANARY\nsecret=d\n[eu]\nkey=k\nsecret=s\n");
            Configuration found = machine.search().profile("eu").resolve();
            assertThat(found.endpoint()).hasToString("https://inherited");
            assertThat(found.credentials()).isEqualTo(Credentials.of("k", "s"));
            assertThat(machine.failure(search -> search.profile("DEFAULT"))).contains("its profiles: eu");
        }

        @Test
        void aSectionThatHoldsNothingIsPassedOverAndNamed() {
            machine.file(machine.csHome(), "[cloudstack]\ntimeout = 10\nkey =\n");
            assertThat(machine.search().anythingConfigured()).isFalse();
            assertThat(machine.failure())
                    .startsWith("Nothing is configured")
                    .contains("profile cloudstack of " + machine.csHome() + ": has none of endpoint, key, secret");
        }

        @Test
        void theNamedFileMayStandUnderTheHomeOrTheWorkingDirectory() {
            machine.cs(machine.home.resolve("x/a.ini"), "cloudstack", "tilde")
                    .cs(machine.work.resolve("y/b.ini"), "cloudstack", "relative")
                    .env("CLOUDSTACK_CONFIG", "~/x/a.ini");
            assertThat(machine.resolve().endpoint()).hasHost("tilde");
            machine.env("CLOUDSTACK_CONFIG", "y/b.ini");
            assertThat(machine.resolve().endpoint()).hasHost("relative");
        }

        @Test
        void aSlipOfTheLayoutThatGluesLinesTogetherShowsNoSecret() {
            machine.file(
                    machine.csHome(),
                    "[cloudstack]\nendpoint = https://example.org\n  key = CANARY\nsecret = CANARY\n");
            assertThat(machine.failure()).contains("lacks key");

            machine.file(
                    machine.csHome(),
                    "[cloudstack]\nkey = k\nsecret = s\nendpoint = https://example.org\n  x = CANARY\n");
            assertThat(machine.failure())
                    .startsWith("endpoint in profile cloudstack of " + machine.csHome() + " holds a line break");

            machine.file(
                    machine.csHome(), "[cloudstack]\nendpoint = https://example.org\nkey = k\nsecret = CANARY\n  x\n");
            assertThat(machine.failure()).startsWith("secret in profile").contains("an indented line continues");

            machine.file(
                    machine.csHome(),
                    "[cloudstack]\nendpoint = https://example.org\nkey = k\nsecret = s\ntimeout = 10\n  x = CANARY\n");
            assertThat(machine.failure()).startsWith("timeout in profile").contains("not a whole number");
        }
    }

    @Nested
    class Cmk {

        @Test
        void readsAFileAsCmkWritesIt() throws IOException {
            machine.cmk(resource("cmk-config"));
            Configuration found = machine.resolve();
            assertThat(found.source()).isEqualTo("profile prod of " + machine.cmkFile());
            assertThat(found.endpoint()).hasToString("https://cloud.example.org/client/api");
            assertThat(found.credentials()).isEqualTo(Credentials.of("prod-key", "prod-secret"));
            assertThat(found.replyTimeout()).isNull();
            assertThat(found.warnings())
                    .containsExactly("verifycert in profile prod of " + machine.cmkFile()
                            + " is not obeyed: TLS certificates are verified. To trust any certificate, call"
                            + " trustAnyCertificateInsecurely() on the client's builder.");
        }

        @Test
        void anyProfileCanBeAskedForByName() throws IOException {
            machine.cmk(resource("cmk-config"));
            assertThat(machine.search().profile("spare").resolve().credentials())
                    .isEqualTo(Credentials.of("spare-key", "spare-secret"));
        }

        @Test
        void aCoreSectionNamesTheProfileAndIsNone() {
            machine.cmk("[core]\nprofile = a\n[a]\nurl=https://a\napikey=k\nsecretkey=s\n");
            assertThat(machine.resolve().endpoint()).hasToString("https://a");
            assertThat(machine.failure(search -> search.profile("core"))).contains("has no profile core");
        }

        @Test
        void userNameAndPasswordWithoutKeysIsALogin() throws IOException {
            machine.cmk(resource("cmk-config"));
            Configuration found = machine.search().profile("localcloud").resolve();
            assertThat(found.login())
                    .isEqualTo(Login.of("admin", "CANARY").inDomain("/"))
                    .isNotEqualTo(Login.of("admin", "CANARY"));
            assertThat(found.credentials()).isNull();
            assertThat(found.toString() + found.login()).doesNotContain("CANARY");
            assertThat(machine.search()
                            .profile("localcloud")
                            .unauthenticated()
                            .resolve()
                            .credentials())
                    .isNull();

            machine.cmk("profile=a\n[a]\nurl=https://a\nusername=bob\npassword=p\n");
            assertThat(machine.resolve().login()).isEqualTo(Login.of("bob", "p"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "username=admin\npassword=CANARY",
                    "url=https://a\nusername=admin",
                    "url=https://a\npassword=CANARY\ndomain=/"
                })
        void aPartFilledLoginIsAnErrorThatSaysSo(String part) {
            machine.cmk("profile=a\n[a]\n" + part + "\n");
            assertThat(machine.failure())
                    .startsWith("Incomplete configuration: profile a of " + machine.cmkFile()
                            + " has a user name or password, but a login needs url, user name and password. Set them all"
                            + " there, or the API keys as apikey and secretkey.");
            assertThat(machine.search().anythingConfigured()).isTrue();
        }

        @Test
        void theSignatureAlgorithmIsThatOfTheProfile() {
            String keys = "profile=a\n[a]\nurl=https://a\napikey=k\nsecretkey=s\n";
            machine.cmk(keys);
            assertThat(machine.resolve().signing()).isNull();
            machine.cmk(keys + "signaturealgorithm = auto\n");
            assertThat(machine.resolve().signing()).isEqualTo(Signing.FOUND_OUT);
            machine.cmk(keys + "signaturealgorithm = HmacSHA1\n");
            assertThat(machine.resolve().signing()).isEqualTo(Signing.USUAL);
            machine.cmk(keys + "signaturealgorithm = hmacsha512\n");
            assertThat(machine.resolve().signing()).isEqualTo(new Signing(SignatureAlgorithm.HMAC_SHA512));
            machine.cmk(keys + "signaturealgorithm = HmacSHA256\n");
            assertThat(machine.failure())
                    .contains("signaturealgorithm in profile a of " + machine.cmkFile()
                            + " must be auto, HmacSHA1 or HmacSHA512.");
        }

        @Test
        void userNameBesideKeysDoesNoHarm() {
            machine.cmk("profile=a\n[a]\nurl=https://a\nusername=admin\npassword=CANARY\napikey=k\nsecretkey=s\n");
            assertThat(machine.resolve().credentials()).isEqualTo(Credentials.of("k", "s"));
            assertThat(machine.resolve().login()).isNull();
        }

        @Test
        void oneKeyWithoutTheOtherIsPartFilled() {
            machine.cmk("profile=a\n[a]\nurl=https://a\nusername=admin\npassword=CANARY\napikey=CANARY\n");
            assertThat(machine.failure())
                    .contains("profile a of " + machine.cmkFile() + " has url, apikey but lacks secretkey");
        }

        @Test
        void aCurrentProfileThatIsNotThereIsAnError() {
            machine.cmk("profile = gone\n[a]\nurl=https://a\napikey=CANARY\nsecretkey=CANARY\n");
            assertThat(machine.failure())
                    .startsWith(machine.cmkFile() + " names gone as its current profile, which it does not have.")
                    .contains("its profiles: a");
        }

        @Test
        void anEmptyCurrentProfileIsPassedOver() {
            machine.cmk("profile = a\n[a]\nurl =\nusername =\ndomain = /\n")
                    .clostack("{:default {:endpoint \"https://edn\" :api-key \"k\" :api-secret \"s\"}}");
            assertThat(machine.resolve().endpoint()).hasToString("https://edn");
        }
    }

    @Nested
    class Clostack {

        @Test
        void readsTheFileOfTheReadme() throws IOException {
            machine.clostack(resource("clostack.edn"));
            Configuration found = machine.resolve();
            assertThat(found.source()).isEqualTo("profile prod of " + machine.clostackFile());
            assertThat(found.endpoint()).hasToString("https://prod.example.org/client/api");
            assertThat(found.credentials()).isEqualTo(Credentials.of("prod-key", "prod-secret"));
            assertThat(found.signatureExpiry()).hasSeconds(600);
            assertThat(found.pageSize()).isEqualTo(100);
        }

        @ParameterizedTest
        @ValueSource(strings = {"staging", ":staging", "spare"})
        void aProfileChosenByNameMayBeAMapOrAPointer(String name) throws IOException {
            machine.clostack(resource("clostack.edn"));
            assertThat(machine.search().profile(name).resolve().endpoint()).hasHost("staging.example.org");

            machine.env("CLOSTACK_PROFILE", name);
            assertThat(machine.resolve().endpoint()).hasHost("staging.example.org");

            machine.environment.clear();
            machine.property("clostack.profile", name);
            assertThat(machine.resolve().endpoint()).hasHost("staging.example.org");
        }

        @Test
        void theVariablesNeedNoExpirationAmongThem() {
            machine.env("CLOSTACK_ENDPOINT", "https://env")
                    .env("CLOSTACK_API_KEY", "k")
                    .env("CLOSTACK_API_SECRET", "s");
            assertThat(machine.resolve().signatureExpiry()).isNull();
            machine.env("CLOSTACK_EXPIRATION", "60");
            assertThat(machine.resolve().signatureExpiry()).hasSeconds(60);
        }

        @Test
        void keysMayBeStringsAndADefaultMayBeAMap() {
            machine.clostack("{\"default\" {\"endpoint\" \"https://edn\" \"api-key\" \"k\" \"api-secret\" \"s\"}}");
            assertThat(machine.resolve().source()).isEqualTo("profile default of " + machine.clostackFile());
        }

        @ParameterizedTest
        @ValueSource(strings = {"CLOSTACK_CONFIG_FILE", "clostack.config.file"})
        void theFileMayBeNamed(String variable) {
            Path named = directory.resolve("named.edn");
            machine.file(named, "{:default {:endpoint \"https://edn\" :api-key \"k\" :api-secret \"s\"}}")
                    .clostack("{");
            (variable.startsWith("C") ? machine.environment : machine.properties).put(variable, named.toString());
            assertThat(machine.resolve().source())
                    .isEqualTo("profile default of " + named + " (named by " + variable + ")");
        }

        @Test
        void aProfileOfAVariableThatIsNotThereIsAnError() {
            machine.clostack("{:default {:api-key \"CANARY\"} :b {}}").env("CLOSTACK_PROFILE", "a");
            assertThat(machine.failure())
                    .startsWith("CLOSTACK_PROFILE asks for the profile a, and no file that it speaks of has")
                    .contains("has no profile a; its profiles: default, b");
            machine.env("CLOSTACK_PROFILE", "b");
            assertThat(machine.failure())
                    .startsWith("CLOSTACK_PROFILE asks for the profile b")
                    .contains("has none of :endpoint, :api-key, :api-secret");
            assertThat(machine.failure(search -> search.profile("c")))
                    .startsWith("No file has an endpoint, key and secret under the profile c.");
        }

        @Test
        void aPointerToNothingOrToItselfIsAnError() {
            machine.clostack("{:default :prod :staging {}}");
            assertThat(machine.failure())
                    .startsWith("profile default of " + machine.clostackFile()
                            + " points to the profile prod, which is not there.")
                    .contains("its profiles: default, staging");
            machine.clostack("{:default :a :a :b :b :a}");
            assertThat(machine.failure()).contains("points to itself, by way of default, a, b");
            machine.clostack("{:default \"CANARY\"}");
            assertThat(machine.failure()).contains("is neither a map nor a keyword that points");
        }

        @Test
        void aValueOfTheWrongKindIsAnErrorThatDoesNotShowIt() {
            machine.clostack("{:default {:api-key :CANARY}}");
            assertThat(machine.failure())
                    .isEqualTo(":api-key in profile default of " + machine.clostackFile()
                            + " is a keyword, and must be a string.");
            machine.clostack("{:default {:api-key 12}}");
            assertThat(machine.failure()).contains("is a number, and must be a string");
            machine.clostack("{:default {:expiration {}}}");
            assertThat(machine.failure()).contains("is a map, and must be a number");
        }

        @Test
        void otherKeysAreIgnored() {
            machine.clostack(
                    "{:default {:endpoint \"https://e\" :api-key \"k\" :api-secret \"s\" :request-method :get :x {}}}");
            assertThat(machine.resolve().warnings()).isEmpty();
        }
    }

    @Nested
    class Reading {

        @Test
        void aNamedFileThatDoesNotExistIsAnError() {
            machine.cs(machine.csHome(), "cloudstack", "home").env("CLOUDSTACK_CONFIG", "gone.ini");
            assertThat(machine.failure())
                    .isEqualTo(machine.work.resolve("gone.ini") + " (named by CLOUDSTACK_CONFIG) does not exist.");
        }

        @Test
        void aNameThatIsNoFileNameIsAnError() {
            machine.env("CLOUDSTACK_CONFIG", "a\0b");
            assertThat(machine.failure()).isEqualTo("CLOUDSTACK_CONFIG does not hold a file name.");
        }

        @Test
        void aFileThatExistsButCannotBeReadIsAnError() throws IOException {
            Files.createDirectories(machine.clostackFile());
            assertThat(machine.failure()).startsWith(machine.clostackFile() + " cannot be read (");
        }

        @Test
        void aFileIsNotReadWhenAnEarlierPlaceDecides() {
            machine.clostack("{").cmk("no key and value").cs(machine.csHome(), "cloudstack", "home");
            assertThat(machine.resolve().endpoint()).hasHost("home");
        }

        @Test
        void aFileOverOneMebibyteIsAnError() {
            String whole = "[cloudstack]\nendpoint=https://e\nkey=k\nsecret=s\n";
            machine.file(machine.csHome(), whole + "#".repeat((1 << 20) - whole.length()));
            assertThat(machine.resolve().endpoint()).hasHost("e");
            machine.file(machine.csHome(), whole + "#".repeat((1 << 20) - whole.length() + 1));
            assertThat(machine.failure()).startsWith(machine.csHome() + " is larger than 1 MiB");
        }

        @Test
        void aFileThatIsNotUtf8IsAnError() throws IOException {
            Files.createDirectories(machine.home);
            Files.write(machine.csHome(), new byte[] {'[', (byte) 0xff, ']'});
            assertThat(machine.failure()).isEqualTo(machine.csHome() + " is not UTF-8 text.");
        }

        @Test
        void aByteOrderMarkIsNotPartOfTheText() {
            machine.file(machine.csHome(), "\uFEFF[cloudstack]\r\nendpoint=https://e\r\nkey=k\r\nsecret=s\r\n");
            assertThat(machine.resolve().credentials()).isEqualTo(Credentials.of("k", "s"));
        }

        @Test
        void aMalformedFileNamesItselfAndTheLine() {
            machine.file(machine.csHome(), "[cloudstack]\nendpoint=https://e\nCANARY\n");
            assertThat(machine.failure())
                    .isEqualTo(machine.csHome() + ", line 3: neither a [section], a comment nor key = value.");
        }
    }
}
