package io.github.localflows.config;

/**
 * Something that the user asked for cannot be done as asked: a wrong option, key, value, file or query.
 *
 * <p>The message is shown as one line, without a stack trace, and the program ends with exit code 2. It says what is
 * wrong, where, and what to do.
 */
public class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, where, and what to do; one line */
    public UserError(String message) {
        super(message);
    }

    /**
     * @param message what is wrong, where, and what to do; one line
     * @param cause what told us
     */
    public UserError(String message, Throwable cause) {
        super(message, cause);
    }
}
