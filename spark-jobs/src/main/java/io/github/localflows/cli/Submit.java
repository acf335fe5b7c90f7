package io.github.localflows.cli;

import java.util.Optional;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.deploy.SparkSubmit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What submit/localflows starts: Spark's own {@link SparkSubmit}, with all that it refuses as one line and the exit code of
 * a mistake, with two things prepared that must be there before it, and with the exit code of a driver that ran elsewhere.
 */
public final class Submit {
    /** The system property that names the user whom the operating system does not know. */
    private static final String USER = "localflows.user";

    private static final String VECTORS = "jdk.incubator.vector";

    private Submit() {}

    /** Runs a command as {@link LocalFlows#main} does, with spark-submit's options and the job jar before it. */
    public static void main(String[] arguments) {
        Interruption.heed();
        boolean onCluster = false;
        try {
            loadVectors();
            nameUser();
            String[] sent = ClusterMode.changed(arguments, ConfigOptions.defaultFile());
            if (sent != arguments) {
                onCluster = true;
                StandaloneDriver.follow();
            }
            DriverPod.announcement().ifPresent(line -> System.err.println("localflows: " + line));
            SparkSubmit.main(sent);
            String pod = System.getProperty(DriverPod.PROPERTY);
            if (pod != null) {
                DriverPod.ending(pod, sent).ifPresent(Submit::exit);
            } else if (onCluster && !Interruption.hasBegun()) {
                System.err.println("localflows: done; what the driver printed is in its log on the cluster");
            }
        } catch (Throwable e) {
            log().debug("spark-submit failed", e);
            Ending ending = Ending.of(e);
            Optional<String> driver = ClusterMode.failure(e);
            if (driver.isPresent()) {
                ending = new Ending(Ending.FAILURE, driver.get());
            } else if (onCluster && ending.code() == Ending.FAILURE) {
                ending = new Ending(
                        Ending.FAILURE,
                        "Spark's client failed (" + Sessions.reason(e)
                                + "): look on the cluster whether the driver runs, before you give the command again");
            } else if (ending.code() == Ending.FAILURE) {
                ending = new Ending(
                        Ending.MISTAKE,
                        "Spark cannot be started with these options before the command (" + Sessions.reason(e) + ")");
            }
            System.err.println("localflows: " + ending.line());
            Interruption.exit(ending.code());
        }
    }

    /** The driver said elsewhere what it has to say, so that all there is to add is where. */
    private static void exit(Ending driver) {
        if (driver.code() != 0) {
            System.err.println("localflows: " + driver.line());
        }
        Interruption.exit(driver.code());
    }

    /** Not a constant, which would be made, at some length, before signals are heeded. */
    private static Logger log() {
        return LoggerFactory.getLogger(Submit.class);
    }

    /**
     * Loads Java's Vector API as {@code --add-modules} would, which has Java write a warning to every user's terminal. Where
     * it cannot be loaded flows are trained with BLAS.
     */
    private static void loadVectors() {
        try {
            Class.forName("jdk.internal.module.Modules")
                    .getMethod("loadModule", String.class)
                    .invoke(null, VECTORS);
        } catch (ReflectiveOperationException | RuntimeException e) {
            log().debug("{} cannot be loaded", VECTORS, e);
        }
    }

    /** Hadoop asks the operating system for the user's name, and fails when it knows none, as in many a container. */
    private static void nameUser() {
        String name = System.getProperty(USER);
        if (name != null) {
            UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser(name));
        }
    }
}
