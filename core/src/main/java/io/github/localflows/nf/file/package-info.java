/**
 * Numpy's file formats, {@code .npy} and {@code .npz} and small JSON files, read from and written to streams. Nothing here opens a path.
 */
package io.github.localflows.nf.file;
