package io.github.localflows.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that {@code report.json} says; its keys are the names of the components here and in the records below, units in
 * the names where there are any. Residuals are fractions, |model|/|exact| - 1; a number that is not known is null.
 *
 * @param format 1; it changes when a key changes its meaning
 * @param run the run directory
 * @param changedKeys the keys of the configuration that are not the default
 * @param stars what the star sets are made from
 * @param accelerations the accuracy of each field of accelerations, the control {@value io.github.localflows.artifact.FieldNames#CONTROL} last
 * @param comparisons the vertical acceleration of each star set that a classical method was tried on, by all methods
 * @param experiments what became of the experiments of Naik et al. (2022), and of some beyond it, that the run has done
 * @param outdated what of the run was made from something that is another now, a sentence each
 * @param warnings what the user was warned of and still holds, a sentence each, beginning with what it is about
 * @param disequilibrium how far from a steady state the star sets are, as their flows see it
 * @param steadiness whether the stars are in a steady state, as their moments have it
 * @param mass what mass near the plane the potentials need that were found, and how much of it is dark
 * @param agreement whether flows and weak form of the same stars agree
 * @param resolution how finely the accelerations of star sets are resolved, where that was measured
 * @param training how the flows of each star set were learned
 * @param stages what each stage made and took, in the order in which they are run
 * @param environment what this was made with
 * @param figures the figures of the run, relative to its directory
 * @param captions what figures show, by their file among {@code figures}; of pictures that have no caption nothing
 */
public record RunReport(
        int format,
        String run,
        List<ChangedKey> changedKeys,
        List<StarOrigin> stars,
        List<FieldAccuracy> accelerations,
        List<MethodComparison> comparisons,
        List<Experiment> experiments,
        List<String> outdated,
        List<String> warnings,
        List<Disequilibrium> disequilibrium,
        List<Steadiness> steadiness,
        List<LocalMass> mass,
        List<Agreement> agreement,
        List<ResolutionFigures> resolution,
        List<Training> training,
        List<StageCost> stages,
        Environment environment,
        List<String> figures,
        SortedMap<String, String> captions) {
    /** The format that this class writes. */
    public static final int FORMAT = 1;

    /** Copies. */
    public RunReport {
        changedKeys = listed(changedKeys);
        stars = listed(stars);
        accelerations = List.copyOf(accelerations);
        comparisons = List.copyOf(comparisons);
        experiments = List.copyOf(experiments);
        outdated = List.copyOf(outdated);
        warnings = listed(warnings);
        disequilibrium = List.copyOf(disequilibrium);
        steadiness = List.copyOf(steadiness);
        mass = List.copyOf(mass);
        agreement = listed(agreement);
        resolution = List.copyOf(resolution);
        training = List.copyOf(training);
        stages = List.copyOf(stages);
        figures = List.copyOf(figures);
        captions = Collections.unmodifiableSortedMap(new TreeMap<>(captions));
    }

    /** A list that reports of an earlier version of the same format do not have. */
    static <T> List<T> listed(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    /** The whole as JSON, indented. */
    public String json() {
        try {
            return JsonMapper.builder()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .build()
                            .writeValueAsString(this)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report must be representable as JSON: " + this, e);
        }
    }
}
