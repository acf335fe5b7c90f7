package io.github.localflows.hostile;

import java.util.List;

/**
 * A malformed input, which lies in a {@link Workplace}, and the command that reads it.
 *
 * @param what is wrong, for people
 * @param arguments of the program
 */
record HostileInput(String what, List<String> arguments) {
    HostileInput {
        arguments = List.copyOf(arguments);
    }
}
