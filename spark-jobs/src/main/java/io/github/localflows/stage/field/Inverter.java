package io.github.localflows.stage.field;

import io.github.localflows.cluster.PerProcess;
import io.github.localflows.df.DistributionFunction;
import io.github.localflows.df.Selection;
import io.github.localflows.field.BoltzmannInversion;
import io.github.localflows.field.Ensemble;
import io.github.localflows.field.EnsembleEstimate;
import io.github.localflows.field.PatternSpeed;
import io.github.localflows.field.Position;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.learned.FlowDistributionFunction;
import io.github.localflows.learned.FlowEnsemble;
import io.github.localflows.phase.Region;
import java.util.List;
import java.util.Optional;

/**
 * An f and its inversion, of one process. Velocities of stars that are drawn from f cost seconds: they are drawn when positions
 * are first asked for. Thread-safe.
 */
final class Inverter implements AutoCloseable {
    private final Ensemble ensemble;
    private final PerProcess<BoltzmannInversion> inversion;
    private final double vphi;
    private final Optional<Region> volume;
    private final Runnable release;

    /**
     * @param ensemble what is inverted
     * @param inversion how, built once
     * @param vphi the azimuthal velocity about which the stars lie [km/s]
     * @param volume beyond which nothing is known of f; empty when it is known everywhere
     * @param release frees what the ensemble holds
     */
    Inverter(
            Ensemble ensemble,
            PerProcess.Builder<BoltzmannInversion> inversion,
            double vphi,
            Optional<Region> volume,
            Runnable release) {
        this.ensemble = ensemble;
        this.vphi = vphi;
        this.volume = volume;
        this.inversion = new PerProcess<>(inversion);
        this.release = release;
    }

    /**
     * Of flows, which closing this closes.
     *
     * @param ensembles as bytes: that of all coordinates, or that of positions and that of velocities
     * @param seen which of the stars that there are the flows learned from; null when from all
     */
    static Inverter ofFlows(List<byte[]> ensembles, Selection seen, AccelerationSettings settings) {
        FlowEnsemble first = FlowEnsemble.fromBytes(ensembles.get(0));
        FlowDistributionFunction f = ensembles.size() == 1
                ? new FlowDistributionFunction(first)
                : new FlowDistributionFunction(first, FlowEnsemble.fromBytes(ensembles.get(1)));
        Ensemble learned = Ensemble.ofFlows(f);
        Ensemble ofAll = seen == null ? learned : learned.dividedBy(seen);
        return new Inverter(ofAll, () -> settings.inversion(f), f.vphi(), Optional.of(f.volume()), f::close);
    }

    /** Of the model's own f. */
    static Inverter ofModel(ModelSettings model, AccelerationSettings settings) {
        DistributionFunction f = model.f();
        return new Inverter(Ensemble.of(f), () -> settings.inversion(model), model.vphi(), Optional.empty(), () -> {});
    }

    /** The azimuthal velocity about which the stars lie [km/s], on which velocities are centred unless the configuration says. */
    double vphi() {
        return vphi;
    }

    /** The frame in which f is taken as steady, found when it is first asked for. */
    PatternSpeed frame() {
        return inversion.value().frame();
    }

    /** Beyond which nothing is known of f; empty when it is known everywhere. */
    Optional<Region> volume() {
        return volume;
    }

    Ensemble ensemble() {
        return ensemble;
    }

    /** One estimate a position, in order, computed in this thread. */
    List<EnsembleEstimate> estimates(List<Position> positions) {
        return inversion.value().estimates(ensemble, positions);
    }

    @Override
    public void close() {
        release.run();
    }
}
