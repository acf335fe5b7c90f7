/**
 * Catalogues: which column holds what, in which unit; which rows are stars; and where in the galaxy these are. {@link
 * io.github.localflows.catalogue.CatalogueReader} first.
 */
package io.github.localflows.catalogue;
