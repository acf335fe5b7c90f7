package io.github.localflows.config;

import com.typesafe.config.ConfigUtil;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What other people's exceptions say, in one line; and several things in one. */
public final class Messages {
    /** So many things of a kind are told one by one. */
    public static final int TOLD = 10;

    private Messages() {}

    /** The first line of what an exception says, or its class. */
    public static String firstLine(Throwable e) {
        return Optional.ofNullable(e.getMessage())
                .flatMap(message ->
                        message.lines().filter(line -> !line.isBlank()).findFirst())
                .orElse(e.getClass().getSimpleName());
    }

    /**
     * The first of several things, and how many more there are.
     *
     * @param first at most {@value #TOLD} of them
     * @param all how many there are
     */
    public static String first(List<String> first, long all) {
        return first(first, all, ", ");
    }

    /** As above, of things with commas in them. */
    public static String first(List<String> first, long all, String between) {
        String told = String.join(between, first);
        return all > first.size() ? told + between + "and " + (all - first.size()) + " more" : told;
    }

    /** Texts as a configuration has a list of them, in quotes. */
    public static String list(List<String> texts) {
        return texts.stream().map(ConfigUtil::quoteString).toList().toString();
    }

    /** The cause that has no other; of causes that go in a circle the last one before it closes. */
    public static Throwable innermost(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Throwable innermost = thrown;
        for (Throwable e = thrown; e != null && seen.add(e); e = e.getCause()) {
            innermost = e;
        }
        return innermost;
    }
}
