package io.github.localflows.input;

import io.github.localflows.artifact.Storage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import uk.ac.starlink.table.ColumnInfo;
import uk.ac.starlink.table.RowSequence;
import uk.ac.starlink.table.StarTable;
import uk.ac.starlink.table.StoragePolicy;
import uk.ac.starlink.table.TableFormatException;
import uk.ac.starlink.table.WrapperRowSequence;
import uk.ac.starlink.util.DataSource;
import uk.ac.starlink.votable.VOTableBuilder;

/**
 * The first table of a VOTable, whatever its serialisation. A VOTable is read from its beginning to its end, and its rows put on disk meanwhile.
 *
 * <p>A file that would have this program read others is refused: a document type declaration, and data elsewhere.
 */
final class VotableReading implements ArchiveReading {
    private static final long serialVersionUID = 1;

    @Override
    public Content look(Path file, Configuration hadoop) throws IOException {
        try (InputStream in = stream(file, hadoop)) {
            checkAlone(in);
        }
        StarTable table = table(file, hadoop);
        List<ColumnInfo> columns = new ArrayList<>();
        for (int c = 0; c < table.getColumnCount(); c++) {
            columns.add(table.getColumnInfo(c));
        }
        long rows = table.getRowCount();
        table.close();
        return new Content(columns, rows, new long[] {0});
    }

    @Override
    public RowSequence rows(Path file, Configuration hadoop, long firstRow) throws IOException {
        StarTable table = table(file, hadoop);
        return new WrapperRowSequence(table.getRowSequence()) {
            @Override
            public void close() throws IOException {
                super.close();
                table.close();
            }
        };
    }

    private static StarTable table(Path file, Configuration hadoop) throws IOException {
        try {
            return new VOTableBuilder().makeStarTable(source(file, hadoop), true, StoragePolicy.PREFER_DISK);
        } catch (TableFormatException e) {
            throw new IOException("it is no VOTable that can be read: " + e.getMessage(), e);
        }
    }

    private static InputStream stream(Path file, Configuration hadoop) throws IOException {
        return new BufferedInputStream(InputFiles.open(Storage.of(file, hadoop), file));
    }

    private static DataSource source(Path file, Configuration hadoop) {
        return new DataSource() {
            @Override
            protected InputStream getRawInputStream() throws IOException {
                return stream(file, hadoop);
            }
        };
    }

    /** Refuses a file that leads to others, up to where its data begin. */
    private static void checkAlone(InputStream in) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(in);
            boolean data = false;
            boolean inTable = false;
            while (!data && reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.DTD) {
                    throw new IOException("it has a document type declaration, which may have this program read other"
                            + " files: take the line with <!DOCTYPE out of it");
                }
                if (event == XMLStreamConstants.START_ELEMENT) {
                    String name = reader.getLocalName();
                    boolean stream = name.equals("STREAM");
                    for (int i = 0; stream && i < reader.getAttributeCount(); i++) {
                        if (reader.getAttributeLocalName(i).equals("href")) {
                            throw new IOException("its data are elsewhere (STREAM href): give a file that holds them");
                        }
                    }
                    inTable |= name.equals("TABLE");
                    data = inTable && (stream || name.equals("TABLEDATA"));
                }
            }
        } catch (XMLStreamException e) {
            throw new IOException("it is no XML: " + e.getMessage().replaceAll("\\s+", " "), e);
        }
    }
}
