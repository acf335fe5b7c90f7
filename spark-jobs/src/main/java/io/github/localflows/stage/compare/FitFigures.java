package io.github.localflows.stage.compare;

import io.github.localflows.artifact.ManifestNumbers;
import io.github.localflows.comparison.AccelerationCurve;
import io.github.localflows.comparison.Chain;
import io.github.localflows.comparison.Fit;
import io.github.localflows.comparison.Interval;
import io.github.localflows.comparison.Parameter;
import io.github.localflows.table.MethodTable;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the manifest of a fit says of it, by name with the unit in it. */
final class FitFigures {
    private FitFigures() {}

    /** Of each parameter the best value and the posterior's 16%, 50% and 84%; of the chain how good it is. */
    static Map<String, Double> of(Method.Fitted fitted, AccelerationCurve curve) {
        Fit fit = fitted.fit();
        Chain chain = fit.chain();
        Map<String, Double> figures = new TreeMap<>();
        fitted.figures().forEach((name, value) -> ManifestNumbers.put(figures, name, value));
        ManifestNumbers.put(figures, "acceptance", chain.acceptance());
        ManifestNumbers.put(
                figures,
                "longestAutocorrelationTimeSteps",
                Arrays.stream(chain.autocorrelationTimes()).max().orElseThrow());
        ManifestNumbers.put(figures, MethodTable.CHAIN_LENGTH, chain.lengthInTimes());
        ManifestNumbers.put(figures, MethodTable.AZ_CHAIN_LENGTH, chain.steps() / curve.autocorrelationTime());
        for (int k = 0; k < fit.parameters().size(); k++) {
            Parameter parameter = fit.parameters().get(k);
            String name = camel(parameter.name());
            String unit = capital(camel(unit(parameter)));
            Interval interval = chain.interval(k);
            ManifestNumbers.put(figures, name + "Best" + unit, fit.best()[k]);
            ManifestNumbers.put(figures, name + "Low" + unit, interval.low());
            ManifestNumbers.put(figures, name + "Median" + unit, interval.median());
            ManifestNumbers.put(figures, name + "High" + unit, interval.high());
        }
        return figures;
    }

    /** Of lg x the unit of x; of a plain number none. */
    private static String unit(Parameter parameter) {
        String unit = parameter.unit().startsWith("lg(")
                ? parameter.unit().substring("lg(".length(), parameter.unit().length() - 1)
                : parameter.unit();
        return unit.equals("1") ? "" : unit;
    }

    /** {@code lg sz2} is {@code lgSz2}, {@code km^2/s^2} is {@code km2S2}. */
    private static String camel(String words) {
        String joined = Arrays.stream(words.replace("^", "").split("[^A-Za-z0-9]+"))
                .map(FitFigures::capital)
                .collect(Collectors.joining());
        return joined.isEmpty() ? "" : words.substring(0, 1) + joined.substring(1);
    }

    private static String capital(String word) {
        return word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
