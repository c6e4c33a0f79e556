package io.github.cloudstackreactive.transport;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.time.Duration;
import java.time.Instant;

/** Authorities and certificates, made when they are needed. */
final class Certificates {

    private Certificates() {}

    static X509Bundle authority(String name) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .ecp256()
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    static CertificateBuilder server() {
        return new CertificateBuilder()
                .subject("CN=server")
                .ecp256()
                .addExtendedKeyUsageServerAuth()
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1");
    }

    static CertificateBuilder serverOf(String name) {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .ecp256()
                .addExtendedKeyUsageServerAuth()
                .addSanDnsName(name);
    }

    static CertificateBuilder expired() {
        return server().notBefore(Instant.now().minus(Duration.ofDays(9)))
                .notAfter(Instant.now().minus(Duration.ofDays(1)));
    }

    static CertificateBuilder client() {
        return new CertificateBuilder().subject("CN=client").ecp256().addExtendedKeyUsageClientAuth();
    }

    static SslContextBuilder shows(X509Bundle server) throws Exception {
        return SslContextBuilder.forServer(server.toKeyManagerFactory());
    }

    static SslContext wantsClient(X509Bundle server, X509Bundle authority, String... versions) throws Exception {
        return shows(server)
                .clientAuth(ClientAuth.REQUIRE)
                .trustManager(authority.getCertificate())
                .protocols(versions)
                .build();
    }
}
