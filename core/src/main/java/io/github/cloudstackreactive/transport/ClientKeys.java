package io.github.cloudstackreactive.transport;

import io.github.cloudstackreactive.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;

/** A client's certificate with its key, as TLS takes them. */
final class ClientKeys {

    private static final byte[] PROBE = {1, 2, 3};

    private ClientKeys() {}

    /**
     * @param chainFile for the errors
     * @param keyFile for the errors
     */
    static KeyManagerFactory of(List<X509Certificate> chain, PrivateKey key, Path chainFile, Path keyFile) {
        if (!fits(key, chain.get(0).getPublicKey())) {
            throw new ConfigurationException(
                    "The private key in " + keyFile + " is not that of the first certificate in " + chainFile
                            + ". The client's own certificate comes first in its chain.");
        }
        char[] none = {};
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("client", key, none, chain.toArray(X509Certificate[]::new));
            return factory(store, none);
        } catch (GeneralSecurityException | IOException unable) {
            throw new ConfigurationException(
                    "The client certificate in " + chainFile + " cannot be used. Do its certificates form a chain?",
                    unable);
        }
    }

    static KeyManagerFactory of(KeyStore store, char[] password) {
        try {
            boolean anyKey = false;
            for (String alias : Collections.list(store.aliases())) {
                anyKey |= store.isKeyEntry(alias);
            }
            if (!anyKey) {
                throw new ConfigurationException(
                        "The key store holds no private key. A client certificate needs its key.");
            }
            return factory(store, password);
        } catch (UnrecoverableKeyException wrong) {
            throw new ConfigurationException("The key in the key store cannot be decrypted. Is it the right password?");
        } catch (GeneralSecurityException unreadable) {
            throw new ConfigurationException(
                    "The key store cannot be read. Load it before it is given to this library.", unreadable);
        }
    }

    private static KeyManagerFactory factory(KeyStore store, char[] password) throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory;
    }

    private static boolean fits(PrivateKey key, PublicKey certified) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException another) {
            return false;
        }
    }
}
