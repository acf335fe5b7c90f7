/**
 * What a run is worth and what it cost, in numbers: {@link io.github.localflows.report.RunReport} is the whole of it, and
 * its Javadoc the description of {@code report.json}. {@link io.github.localflows.report.ReportText} tells the same to
 * people: as Markdown, and as the few lines that end a run.
 */
package io.github.localflows.report;
