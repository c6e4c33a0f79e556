package io.github.cloudstackreactive.config;

import io.github.cloudstackreactive.error.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that may hold profiles.
 *
 * @param namedBy the variable that names it; null for a default place, where a file need not be
 */
record ConfigurationFile(Path path, @Nullable String namedBy) {

    private static final int MOST_BYTES = 1 << 20;

    static ConfigurationFile atDefault(Path path) {
        return new ConfigurationFile(path, null);
    }

    static ConfigurationFile namedBy(String variable, Path path) {
        return new ConfigurationFile(path, variable);
    }

    /**
     * The whole text without a byte order mark; null if nobody named the file and it does not exist.
     *
     * @throws ConfigurationException if it cannot be read, is larger than 1 MiB or is not UTF-8
     */
    @Nullable
    String text() {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (NoSuchFileException absent) {
            if (namedBy == null) {
                return null;
            }
            throw new ConfigurationException(this + " does not exist.", absent);
        } catch (IOException | SecurityException unreadable) {
            throw new ConfigurationException(
                    this + " cannot be read (" + unreadable.getClass().getSimpleName()
                            + "). Let this user read it, or remove it.",
                    unreadable);
        }
        if (bytes.length > MOST_BYTES) {
            throw new ConfigurationException(this + " is larger than 1 MiB, which no configuration file is.");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException notUtf8) {
            throw new ConfigurationException(this + " is not UTF-8 text.", notUtf8);
        }
    }

    /** What a reader throws: the file and the line, never what stands there. */
    ConfigurationException malformed(int line, String what) {
        return new ConfigurationException(this + ", line " + line + ": " + what);
    }

    @Override
    public String toString() {
        return path + (namedBy == null ? "" : " (named by " + namedBy + ")");
    }
}
