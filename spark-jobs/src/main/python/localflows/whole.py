"""A data frame for reading. This module needs pandas, which takes a while to load: import it where a frame is made."""

import pandas


class WholeFrame(pandas.DataFrame):
    """A data frame of texts that is shown with all its rows, and each text to its end; what is taken of it is an ordinary one."""

    @property
    def _constructor(self):
        return pandas.DataFrame

    def __repr__(self):
        with _whole():
            return super().__repr__()

    def _repr_html_(self):
        with _whole():
            return super()._repr_html_()


def _whole():
    return pandas.option_context("display.max_colwidth", None, "display.max_rows", None, "display.expand_frame_repr", False)
