package io.github.localflows.config;

/**
 * What there is, such as too few stars, does not decide what was asked of it. The user's mistake where a stage was asked for; a pipeline
 * says so and goes on without.
 */
public final class NotDecided extends UserError {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what does not decide what, and what to do; one line
     * @param cause what told us
     */
    public NotDecided(String message, Throwable cause) {
        super(message, cause);
    }
}
