package io.github.cloudstackreactive.auth;

/** What a request is signed by; servers up to 4.22 verify {@link #HMAC_SHA1} alone (tried). */
public enum SignatureAlgorithm {

    /** What every released server verifies. */
    HMAC_SHA1("HmacSHA1"),

    /** For servers that have the older one switched off. */
    HMAC_SHA512("HmacSHA512");

    private final String name;

    SignatureAlgorithm(String name) {
        this.name = name;
    }

    /** The name that Java and the profiles of cmk know it by, such as {@code HmacSHA512}. */
    @Override
    public String toString() {
        return name;
    }
}
