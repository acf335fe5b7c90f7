package io.github.localflows.job;

import org.apache.spark.sql.SparkSession;
import scala.Option;

/** Which session is the active one of a thread: Spark's parser, its analysis, and how rows become objects take their settings from it. */
final class ActiveSession {
    private ActiveSession() {}

    /** What is done while a session is the active one. */
    @FunctionalInterface
    interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /** Does some work while a session is the active one of this thread. */
    static <T, E extends Exception> T during(SparkSession session, Work<T, E> work) throws E {
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
