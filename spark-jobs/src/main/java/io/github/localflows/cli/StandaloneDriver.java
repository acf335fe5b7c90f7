package io.github.localflows.cli;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/**
 * Follows a driver on a standalone cluster by what Spark's client logs of it, for that client ends the program with exit code 0
 * however the driver ended.
 */
final class StandaloneDriver extends AbstractAppender {
    private static final String CLIENT = "org.apache.spark.deploy.ClientEndpoint";
    private static final Pattern STATE = Pattern.compile("State of (?:driver )?(driver-\\S+) is (\\w+)");
    private static final Pattern RUNNING = Pattern.compile("Driver running on (\\S+) \\((worker-\\S+)\\)");

    private volatile Optional<String> last = Optional.empty();

    private StandaloneDriver() {
        super("standalone driver", null, null, true, Property.EMPTY_ARRAY);
    }

    /** Begins to listen, and has the program end as the driver does. */
    static void follow() {
        StandaloneDriver driver = new StandaloneDriver();
        driver.start();
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        LoggerConfig client = new LoggerConfig(CLIENT, Level.INFO, true);
        client.addAppender(driver, Level.INFO, null);
        context.getConfiguration().addLogger(CLIENT, client);
        context.updateLoggers();
        Runtime.getRuntime().addShutdownHook(new Thread(driver::end, "standalone driver"));
    }

    @Override
    public void append(LogEvent event) {
        String message = event.getMessage().getFormattedMessage();
        Matcher state = STATE.matcher(message);
        if (state.find()) {
            say(state.group(1) + " is " + state.group(2));
        }
        Matcher running = RUNNING.matcher(message);
        if (running.find()) {
            System.err.println(
                    "localflows: the driver runs on " + running.group(1) + "; what it prints is in stdout and stderr of"
                            + " its directory below the work directory of " + running.group(2));
        }
    }

    private void say(String line) {
        if (!last.equals(Optional.of(line))) {
            last = Optional.of(line);
            System.err.println(
                    "localflows: " + line + (line.endsWith("SUBMITTED") ? ", and waits for a worker with room" : ""));
        }
    }

    /** The exit code of a driver's last state. */
    static int code(String line) {
        return line.matches(".*(FAILED|ERROR|KILLED)") ? Ending.FAILURE : 0;
    }

    private void end() {
        int code = last.map(StandaloneDriver::code).orElse(0);
        if (code != 0 && !Interruption.hasBegun()) {
            Runtime.getRuntime().halt(code);
        }
    }
}
