package io.github.cloudstackreactive.transport;

import io.github.cloudstackreactive.error.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Reads certificates and keys from PEM files; its errors name the file, and nothing that stands in it. */
final class Pem {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END [A-Z ]*PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private Pem() {}

    static List<X509Certificate> certificates(Path file) {
        String text = read(file);
        if (!text.contains("-----BEGIN CERTIFICATE-----")) {
            throw new ConfigurationException(
                    file + " holds no certificate in PEM (-----BEGIN CERTIFICATE-----). Name the"
                            + " right file, or convert it with openssl x509.");
        }
        try {
            // What stands around the certificates, such as their printed form, is not for the factory.
            String only = text.substring(text.indexOf("-----BEGIN CERTIFICATE-----"));
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(only.getBytes(StandardCharsets.ISO_8859_1)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException malformed) {
            throw new ConfigurationException(file + " holds a certificate that cannot be read. Is the file whole?");
        }
    }

    /** @param password null where the key is not encrypted */
    static PrivateKey privateKey(Path file, char @Nullable [] password) {
        Matcher key = KEY.matcher(read(file));
        if (!key.find()) {
            throw new ConfigurationException(
                    file + " holds no private key in PEM (-----BEGIN PRIVATE KEY-----). Name the" + " right file.");
        }
        byte[] bytes;
        try {
            bytes = Base64.getMimeDecoder().decode(key.group(2));
        } catch (IllegalArgumentException malformed) {
            throw new ConfigurationException(file + " holds a private key that cannot be read. Is the file whole?");
        }
        return switch (key.group(1)) {
            case "" -> key(file, new PKCS8EncodedKeySpec(bytes));
            case "ENCRYPTED " -> key(file, decrypted(file, bytes, password));
            default ->
                throw new ConfigurationException(file + " holds a private key of the old form (" + key.group(1)
                        + "PRIVATE KEY). Convert it: openssl pkcs8 -topk8 -in old.key -out new.key.");
        };
    }

    private static PKCS8EncodedKeySpec decrypted(Path file, byte[] bytes, char @Nullable [] password) {
        if (password == null) {
            throw new ConfigurationException(
                    file + " holds an encrypted private key. Give its password, or a key that is not encrypted.");
        }
        PBEKeySpec secret = new PBEKeySpec(password);
        try {
            EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(bytes);
            // Of PBES2 only the parameters tell the algorithm.
            String named = encrypted.getAlgName();
            String algorithm = named.equals("PBES2") || named.equals("1.2.840.113549.1.5.13")
                    ? encrypted.getAlgParameters().toString()
                    : named;
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(secret),
                    encrypted.getAlgParameters());
            return encrypted.getKeySpec(cipher);
        } catch (GeneralSecurityException | IOException wrong) {
            throw new ConfigurationException(
                    file + ": the private key cannot be decrypted. Is it the right password? If"
                            + " so, encrypt it with AES: openssl pkcs8 -topk8 -v2 aes256.");
        } finally {
            secret.clearPassword();
        }
    }

    private static PrivateKey key(Path file, PKCS8EncodedKeySpec encoded) {
        try {
            for (String algorithm : ALGORITHMS) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
                } catch (InvalidKeySpecException another) {
                    // A key of the next kind, perhaps.
                }
            }
        } catch (GeneralSecurityException unknown) {
            throw new ConfigurationException("The Java runtime knows no keys of the usual kinds.", unknown);
        }
        throw new ConfigurationException(
                file + " holds a private key that cannot be read. Is it a whole one, of RSA, EC or EdDSA?");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            throw new ConfigurationException(
                    file + (Files.exists(file) ? " cannot be read" : " does not exist")
                            + ". Check its path and who may read it.",
                    unreadable);
        }
    }
}
