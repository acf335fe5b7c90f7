package io.github.localflows.table;

import io.github.localflows.docs.Documents;
import io.github.localflows.report.FigureMeanings;
import java.io.IOException;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** {@code docs/tables.md} is made of the schemas and of what figures mean. */
class TablesDocumentTest {
    private static final String HEAD =
            """
            # Tables of a run

            The columns of each table that a run holds, with their types, units and meaning. All are Parquet, and each column carries its unit and meaning
            in its metadata (`unit`, `comment`). `localflows sql` lists the tables of a run by their views.

            A test makes this page of the program's schemas; `-Ddocuments.rewrite -Dtest=TablesDocumentTest` writes it anew.
            """;

    @Test
    void pageHasAllColumns() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        add(
                page,
                "Stars",
                "`stars/<star set>/`, view `<star set>`: a row for each star. `seed` and `star` together say which star it is, in every star set of a"
                        + " run. Where some stars have lost their velocities, `vR`, `vphi` and `vz` are null for these.",
                StarTable.SCHEMA);
        StructType optional = new StructType(
                Stream.concat(Stream.of(StarTable.PHI, StarTable.WEIGHT, StarTable.ID), StarTable.ERRORS.stream())
                        .toArray(StructField[]::new));
        add(
                page,
                null,
                "Star sets from tables and catalogues also have those of these columns that are known, errors from catalogues alone:",
                optional);
        add(
                page,
                "Accelerations",
                "`accelerations/<star set>/`, view `accelerations_<star set>`: on the grid. `accelerations/exact-f/` is the control, the same"
                        + " inversion of the exact f.",
                AccelerationTable.SCHEMA);
        add(
                page,
                "Profiles of accelerations",
                "`accelerations/<star set>-profiles/`, view `accelerations_<star set>_profiles`: along z at R = R0, and along R at z = 0.",
                AccelerationTable.PROFILE_SCHEMA);
        add(
                page,
                "Potentials",
                "`weak-form/<star set>/`, `potential/<star set>/` and `combined/<star set>/`, views `weak_form_`, `potential_` and"
                        + " `combined_<star set>`: on the grid. There is no column `phi`, which Spark could not tell from `Phi`.",
                PotentialTable.SCHEMA);
        add(
                page,
                "Classical methods",
                "`jeans/<star set>/` and `df1d/<star set>/`, views `jeans_` and `df1d_<star set>`: az along z at R = R0.",
                MethodTable.SCHEMA);
        add(page, "Phase spirals", "`spirals/<star set>/`, view `spiral_<star set>`.", SpiralTable.SCHEMA);
        add(page, "Slices of f", "`slices/<star set>/`, view `slices_<star set>`.", SliceTable.SCHEMA);
        add(page, "Resolution", "`resolution/<star set>/`, view `resolution_<star set>`.", ResolutionTable.SCHEMA);
        add(
                page,
                "Realisations",
                "`realisations/<declared set>/`, view `realisations_<declared set>`: what the profiles of all realisations say together.",
                RealisationTable.SCHEMA);
        page.append(
                "\n## Figures of manifests\n\nWhat a stage says of itself, in `figures` of its `_manifest.json` and below the stages of the report. The"
                        + " unit is in the name. `*` stands for what differs.\n");
        FigureMeanings.all().forEach((heading, figures) -> {
            page.append("\n### ").append(heading).append("\n\n| figure | meaning |\n|---|---|\n");
            figures.forEach(figure -> page.append("| `")
                    .append(figure.name())
                    .append("` | ")
                    .append(figure.meaning().replace("|", "\\|"))
                    .append(" |\n"));
        });
        Documents.assertGenerated("docs/tables.md", page.toString());
    }

    private static void add(StringBuilder page, String heading, String text, StructType schema) {
        page.append("\n");
        if (heading != null) {
            page.append("## ").append(heading).append("\n\n");
        }
        page.append(text).append("\n\n| column | type | unit | meaning | null |\n|---|---|---|---|---|\n");
        for (StructField field : schema.fields()) {
            String unit = field.metadata().getString("unit");
            page.append("| `")
                    .append(field.name())
                    .append("` | ")
                    .append(field.dataType().sql())
                    .append(" | ")
                    .append(unit.equals("1") ? "" : unit)
                    .append(" | ")
                    .append(field.metadata().getString("comment").replace("|", "\\|"))
                    .append(" | ")
                    .append(field.nullable() ? "may be" : "never")
                    .append(" |\n");
        }
    }
}
