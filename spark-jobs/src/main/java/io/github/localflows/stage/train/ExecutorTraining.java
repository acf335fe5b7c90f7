package io.github.localflows.stage.train;

import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.cluster.SparkTasks;
import io.github.localflows.config.UserError;
import io.github.localflows.flows.CheckpointFiles;
import io.github.localflows.nf.train.TrainedFlow;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Trains flows on the executors, each in a task of its own with {@code spark.task.cpus} threads.
 *
 * <p>The driver holds the directories of all that are in training, and commits a flow as soon as its task has ended. Tasks
 * write nothing but checkpoints, into those directories: so the next attempt at a flow, on whatever executor and for
 * whatever reason, goes on from the last one.
 */
final class ExecutorTraining implements AutoCloseable {
    private final SparkSession spark;
    private final EnsemblePlan plan;
    private final TrainingRows rows;
    private final TrainedEpochs trainedEpochs;
    private final List<PendingMember> pending = new ArrayList<>();
    private final List<Broadcast<?>> broadcasts = new ArrayList<>();

    /**
     * What a task is to train; it goes on from the checkpoints that it finds, and leaves some.
     *
     * @param subject which flow, and how
     * @param part the part of the stars
     * @param run the URI of the run directory
     * @param place that of the flow's place in it
     * @param checkpoints that of the directory of its checkpoints
     */
    record Piece(MemberTraining.Subject subject, int part, String run, String place, String checkpoints)
            implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /**
     * What became of a training.
     *
     * @param outcome {@link TrainedFlow#toBytes}, null when there is none
     * @param seconds wall time, that of earlier attempts too
     * @param epochs that this attempt has done
     * @param mistake why there is no outcome, null when there is one. A value, for Spark would repeat a task that throws it
     */
    private record Result(byte[] outcome, double seconds, int epochs, UserError mistake) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    private ExecutorTraining(SparkSession spark, EnsemblePlan plan, TrainingRows rows, TrainedEpochs trainedEpochs) {
        this.spark = spark;
        this.plan = plan;
        this.rows = rows;
        this.trainedEpochs = trainedEpochs;
    }

    /**
     * Trains flows and commits each when it is trained.
     *
     * @param watcher told of each epoch
     * @param trainedEpochs counts the epochs
     * @return their manifests, in the order of what is missing
     */
    static List<Manifest> train(
            SparkSession spark,
            EnsemblePlan plan,
            TrainingRows rows,
            List<PendingMember.Missing> missing,
            TrainFlows.Watcher watcher,
            TrainedEpochs trainedEpochs)
            throws IOException {
        try (ExecutorTraining training = new ExecutorTraining(spark, plan, rows, trainedEpochs)) {
            for (PendingMember.Missing one : missing) {
                training.pending.add(PendingMember.resume(plan, one));
            }
            return training.train(watcher);
        }
    }

    private List<Manifest> train(TrainFlows.Watcher watcher) throws IOException {
        int threads = spark.sparkContext().conf().getInt("spark.task.cpus", 1);
        Broadcast<SerializableConfiguration> hadoop =
                broadcast(new SerializableConfiguration(plan.run().hadoop()));
        Broadcast<SharedRows> heldOut = broadcast(SharedRows.of(rows.heldOut()));
        Map<Integer, Broadcast<SharedRows>> parts = new HashMap<>();
        for (PendingMember member : pending) {
            // Those of members that are there already stay here.
            parts.computeIfAbsent(
                    plan.part(member.member()),
                    part -> broadcast(SharedRows.of(rows.parts().get(part))));
        }
        Manifest[] manifests = new Manifest[pending.size()];
        SparkTasks.run(
                spark,
                "train " + plan.name(),
                pending.size() + (pending.size() == 1 ? " flow" : " flows"),
                pending.stream().map(member -> piece(member, threads)).toList(),
                piece -> result(
                        piece,
                        parts.get(piece.part()).value(),
                        heldOut.value(),
                        hadoop.value().value(),
                        watcher),
                (i, result) -> manifests[i] = commit(pending.get(i), result.value(), threads));
        return Arrays.asList(manifests);
    }

    private <T> Broadcast<T> broadcast(T value) {
        Broadcast<T> broadcast =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(value);
        broadcasts.add(broadcast);
        return broadcast;
    }

    private Piece piece(PendingMember member, int threads) {
        return new Piece(
                MemberTraining.Subject.of(plan, member.member(), threads),
                plan.part(member.member()),
                plan.run().root().toString(),
                member.path().toString(),
                member.checkpoints().directory().toString());
    }

    /** Within the task. */
    private static Result result(
            Piece piece, SharedRows part, SharedRows heldOut, Configuration hadoop, TrainFlows.Watcher watcher)
            throws IOException {
        RunDirectory run = RunDirectory.at(piece.run(), hadoop);
        MemberTraining training = new MemberTraining(piece.subject(), part.data(), heldOut.data());
        AtomicInteger epochs = new AtomicInteger();
        try (EpochProgress progress =
                EpochProgress.ofOne(training.what(), piece.subject().settings().epochs())) {
            MemberTraining.Trained trained = training.train(
                    run,
                    new Path(piece.place()),
                    CheckpointFiles.in(run.fileSystem(), new Path(piece.checkpoints())),
                    progress,
                    epoch -> {
                        endIfKilled();
                        epochs.incrementAndGet();
                        watcher.accept(epoch);
                    });
            try {
                return new Result(trained.outcome().toBytes(), trained.seconds(), epochs.get(), null);
            } finally {
                trained.outcome().flow().close();
            }
        } catch (UserError mistake) {
            return new Result(null, 0, epochs.get(), mistake);
        }
    }

    /** A task whose result is no longer wanted is interrupted only where Spark is told to; it would go on to its end. */
    private static void endIfKilled() {
        if (TaskContext.get().isInterrupted()) {
            throw new TaskKilledException("its result is no longer wanted");
        }
    }

    private Manifest commit(PendingMember member, Result result, int threads) throws IOException {
        if (result.mistake() != null) {
            throw result.mistake();
        }
        trainedEpochs.add(
                result.epochs(), rows.parts().get(plan.part(member.member())).size());
        TrainedFlow outcome =
                TrainedFlow.fromBytes(result.outcome(), MemberTraining.shape(plan.settings(), plan.density()));
        try {
            return member.commit(new MemberTraining.Trained(outcome, result.seconds()), rows, threads);
        } finally {
            outcome.flow().close();
        }
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (PendingMember member : pending) {
            try {
                member.close();
            } catch (IOException e) {
                // The others' locks end all the same.
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        broadcasts.forEach(Broadcast::destroy);
        if (failure != null) {
            throw failure;
        }
    }
}
