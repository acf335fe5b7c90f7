package io.github.localflows.cluster;

import org.apache.spark.sql.SparkSession;
import scala.Option;

/** Which session is the active one of a thread: Spark's parser, its analysis, and how rows become objects take their settings from it. */
public final class ActiveSession {
    private ActiveSession() {}

    /** What is done while a session is the active one. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /** Does some work while a session is the active one of this thread. */
    public static <T, E extends Exception> T during(SparkSession session, Work<T, E> work) throws E {
        Option<SparkSession> before = SparkSession.getActiveSession();
        SparkSession.setActiveSession(session);
        try {
            return work.run();
        } finally {
            SparkSession.clearActiveSession();
            before.foreach(one -> {
                SparkSession.setActiveSession(one);
                return null;
            });
        }
    }
}
