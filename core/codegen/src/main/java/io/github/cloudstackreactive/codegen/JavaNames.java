package io.github.cloudstackreactive.codegen;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;

/** What Java allows as a name. */
final class JavaNames {

    private JavaNames() {}

    /** Whether it can name a method, a parameter or a constant. */
    static boolean isName(String name) {
        return SourceVersion.isIdentifier(name) && !SourceVersion.isKeyword(name, SourceVersion.RELEASE_17);
    }

    /** Whether it can name a class, and looks like one. */
    static boolean isClassName(String name) {
        return isName(name) && Character.isUpperCase(name.charAt(0));
    }

    /** The first name that is there before; null if there is none. */
    @Nullable
    static String repeated(Collection<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                return name;
            }
        }
        return null;
    }
}
