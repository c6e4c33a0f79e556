package io.github.cloudstackreactive.samples.crawler;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** The output cannot be written, so that there is no use in crawling on. */
final class UnwritableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnwritableException(String name, Exception cause) {
        super("Cannot write to " + name + ": " + reason(cause), cause);
    }

    private static String reason(Exception cause) {
        if (cause instanceof NoSuchFileException) {
            return "its folder does not exist.";
        }
        if (cause instanceof AccessDeniedException) {
            return "permission denied.";
        }
        String said = cause instanceof FileSystemException file ? file.getReason() : cause.getMessage();
        return said == null ? cause.getClass().getSimpleName() + "." : said + ".";
    }
}
