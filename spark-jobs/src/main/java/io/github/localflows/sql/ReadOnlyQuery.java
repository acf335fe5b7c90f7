package io.github.localflows.sql;

import io.github.localflows.config.Messages;
import io.github.localflows.config.UserError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.CurrentNamespace$;
import org.apache.spark.sql.catalyst.analysis.ExpressionWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistryBase;
import org.apache.spark.sql.catalyst.analysis.PlanWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.ResolvedInlineTable;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunctionName;
import org.apache.spark.sql.catalyst.analysis.UnresolvedGenerator;
import org.apache.spark.sql.catalyst.analysis.UnresolvedHaving;
import org.apache.spark.sql.catalyst.analysis.UnresolvedInlineTable;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedSubqueryColumnAliases;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTVFAliases;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableOrView;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.PipeOperator;
import org.apache.spark.sql.catalyst.expressions.UserDefinedExpression;
import org.apache.spark.sql.catalyst.expressions.VariableReference;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationDef;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationRef;
import org.apache.spark.sql.catalyst.plans.logical.Deduplicate;
import org.apache.spark.sql.catalyst.plans.logical.DescribeColumn;
import org.apache.spark.sql.catalyst.plans.logical.DescribeFunction;
import org.apache.spark.sql.catalyst.plans.logical.DescribeRelation;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Except;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Intersect;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LateralJoin;
import org.apache.spark.sql.catalyst.plans.logical.LimitAll;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.catalyst.plans.logical.Pivot;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Range;
import org.apache.spark.sql.catalyst.plans.logical.RebalancePartitions;
import org.apache.spark.sql.catalyst.plans.logical.Repartition;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionByExpression;
import org.apache.spark.sql.catalyst.plans.logical.ResolvedHint;
import org.apache.spark.sql.catalyst.plans.logical.Sample;
import org.apache.spark.sql.catalyst.plans.logical.ShowColumns;
import org.apache.spark.sql.catalyst.plans.logical.ShowFunctions;
import org.apache.spark.sql.catalyst.plans.logical.ShowTables;
import org.apache.spark.sql.catalyst.plans.logical.ShowViews;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.UnionLoop;
import org.apache.spark.sql.catalyst.plans.logical.UnionLoopRef;
import org.apache.spark.sql.catalyst.plans.logical.Unpivot;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedHint;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.catalyst.plans.logical.WithCTE;
import org.apache.spark.sql.catalyst.plans.logical.WithWindowDefinition;
import org.apache.spark.sql.execution.command.DescribeFunctionCommand;
import org.apache.spark.sql.execution.command.DescribeQueryCommand;
import org.apache.spark.sql.execution.command.DescribeRelationJsonCommand;
import org.apache.spark.sql.execution.command.ExplainCommand;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import scala.Product;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * What a query may be made of so that it reads and changes nothing: a list of kinds of plans, and all of Spark's own
 * functions but those that run other code or read files. Whatever is not on the list is refused by its name, so also what a
 * later version of Spark or an extension brings.
 *
 * <p>A plan is looked at twice: as parsed, for already the analysis of some statements executes them ({@code EXECUTE
 * IMMEDIATE}), and as analysed, before it is planned and run.
 */
final class ReadOnlyQuery {
    private static final Set<Class<? extends LogicalPlan>> QUERIES = Set.of(
            Aggregate.class,
            CTERelationDef.class,
            CTERelationRef.class,
            Deduplicate.class,
            Distinct.class,
            Except.class,
            Expand.class,
            Filter.class,
            Generate.class,
            GlobalLimit.class,
            Intersect.class,
            Join.class,
            LateralJoin.class,
            LimitAll.class,
            LocalLimit.class,
            LocalRelation.class,
            Offset.class,
            OneRowRelation.class,
            Pivot.class,
            PipeOperator.class,
            PlanWithUnresolvedIdentifier.class,
            Project.class,
            Range.class,
            RebalancePartitions.class,
            Repartition.class,
            RepartitionByExpression.class,
            ResolvedHint.class,
            ResolvedInlineTable.class,
            Sample.class,
            Sort.class,
            SubqueryAlias.class,
            Union.class,
            UnionLoop.class,
            UnionLoopRef.class,
            Unpivot.class,
            UnresolvedHaving.class,
            UnresolvedHint.class,
            UnresolvedInlineTable.class,
            UnresolvedRelation.class,
            UnresolvedSubqueryColumnAliases.class,
            UnresolvedTVFAliases.class,
            UnresolvedTableValuedFunction.class,
            UnresolvedWith.class,
            View.class,
            Window.class,
            WithCTE.class,
            WithWindowDefinition.class);

    /** Statements about views, functions and queries. */
    private static final Set<Class<? extends LogicalPlan>> QUESTIONS = Set.of(
            CurrentNamespace$.class,
            DescribeColumn.class,
            DescribeFunction.class,
            DescribeFunctionCommand.class,
            DescribeRelation.class,
            DescribeRelationJsonCommand.class,
            ShowColumns.class,
            ShowFunctions.class,
            ShowTables.class,
            ShowViews.class,
            UnresolvedFunctionName.class,
            UnresolvedTableOrView.class);

    /** Functions of Spark's that run a method of any class, or whose options or text name files and URLs that they read. */
    private static final Set<String> REFUSED_FUNCTIONS = Set.of(
            "CallMethodViaReflection",
            "TryReflect",
            "FromAvro",
            "ToAvro",
            "SchemaOfAvro",
            "FromProtobuf",
            "ToProtobuf",
            "XmlToStructs",
            "StructsToXml",
            "SchemaOfXml",
            "PythonWorkerLogs");

    private static final String CATALYST = "org.apache.spark.sql.catalyst.";
    private static final String XPATH = CATALYST + "expressions.xml.";

    /** The formats of files that a query may read by {@code format.`path`}. */
    private static final Set<String> FORMATS = Set.of("csv", "json", "orc", "parquet", "text");

    /** Options of such a file, {@code csv.`path` WITH (header = true)}; others name classes to load or more files. */
    private static final Set<String> FILE_OPTIONS =
            Set.of("header", "sep", "inferschema", "comment", "nullvalue", "encoding", "multiline");

    private final ParserInterface parser;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> left = new ArrayDeque<>();
    private final List<UnresolvedRelation> relations = new ArrayList<>();

    private ReadOnlyQuery(ParserInterface parser) {
        this.parser = parser;
    }

    /**
     * Refuses a statement, as the parser gives it, that does more than ask.
     *
     * @throws UserError naming what is not allowed
     */
    static void checkParsed(LogicalPlan statement, ParserInterface parser) {
        LogicalPlan query = query(statement);
        // A statement is nothing that a query can hold.
        if (query == statement && QUESTIONS.contains(statement.getClass())) {
            new ReadOnlyQuery(parser).walk(statement, QUESTIONS);
        } else {
            new ReadOnlyQuery(parser).walk(query, QUERIES);
        }
    }

    /**
     * Refuses a query that has turned out to do more than ask.
     *
     * @param query as analysed
     * @throws UserError naming what is not allowed
     */
    static void checkAnalysed(LogicalPlan query, ParserInterface parser) {
        new ReadOnlyQuery(parser).walk(query, QUERIES);
    }

    /** The query that a statement explains or describes, or the statement itself. */
    static LogicalPlan query(LogicalPlan statement) {
        if (statement instanceof ExplainCommand explain) {
            return explain.logicalPlan();
        }
        return statement instanceof DescribeQueryCommand describe ? describe.plan() : statement;
    }

    /**
     * The tables that a query reads, whether views or files.
     *
     * @param query as parsed, its common table expressions substituted
     */
    static List<UnresolvedRelation> relations(LogicalPlan query, ParserInterface parser) {
        ReadOnlyQuery walk = new ReadOnlyQuery(parser);
        walk.walk(query, QUERIES);
        return walk.relations;
    }

    /** Whether a table is one or more files, by {@code format.`path`}. */
    static boolean isFile(UnresolvedRelation relation) {
        Seq<String> parts = relation.multipartIdentifier();
        return parts.size() == 2 && FORMATS.contains(parts.apply(0).toLowerCase(Locale.ROOT));
    }

    /** The names of the functions that a query may use, sorted. */
    static Set<String> functions() {
        Set<String> names = new TreeSet<>();
        for (FunctionRegistryBase<?> registry : List.of(FunctionRegistry.builtin(), TableFunctionRegistry.builtin())) {
            CollectionConverters.asJava(registry.listFunction()).forEach(function -> {
                if (!isRefused(registry.lookupFunction(function).get().getClassName())) {
                    names.add(function.funcName());
                }
            });
        }
        names.addAll(
                CollectionConverters.asJava(FunctionRegistry.builtinOperators().keySet()));
        return names;
    }

    /** All that a plan is made of: plans, expressions, and what holds these. */
    private void walk(LogicalPlan root, Set<Class<? extends LogicalPlan>> allowed) {
        push(root);
        while (!left.isEmpty()) {
            Object next = left.pop();
            if (next instanceof LogicalPlan plan) {
                check(plan, allowed);
            } else if (next instanceof Expression expression) {
                check(expression);
            }
            if (next instanceof LocalRelation || next instanceof LogicalRelation || next instanceof Literal) {
                continue;
            }
            if (next instanceof scala.collection.Iterable<?> several) {
                several.foreach(this::push);
            } else if (next instanceof Product product) {
                product.productIterator().foreach(this::push);
            }
        }
    }

    private BoxedUnit push(Object part) {
        boolean holds = part instanceof Product || part instanceof scala.collection.Iterable<?>;
        if (holds && seen.add(part)) {
            left.push(part);
        }
        return BoxedUnit.UNIT;
    }

    private void check(LogicalPlan plan, Set<Class<? extends LogicalPlan>> allowed) {
        if (plan instanceof LogicalRelation relation && relation.relation() instanceof HadoopFsRelation) {
            return;
        }
        if (!allowed.contains(plan.getClass())) {
            throw refusal(plan.nodeName().replaceAll("(Statement|Command)$", ""), plan);
        }
        if (plan instanceof UnresolvedRelation relation) {
            check(relation);
        } else if (plan instanceof UnresolvedTableValuedFunction function) {
            checkFunction(parts(function.name()), plan);
        } else if (plan instanceof UnresolvedFunctionName function && !isOperator(function)) {
            checkFunction(parts(function.multipartIdentifier()), plan);
        } else if (plan instanceof PlanWithUnresolvedIdentifier identifier) {
            push(named(identifier, parser));
        }
    }

    private void check(Expression expression) {
        if (expression instanceof UserDefinedExpression
                || expression instanceof VariableReference
                || !expression.getClass().getName().startsWith(CATALYST)
                || isRefused(expression.getClass().getName())) {
            throw refusal(expression.prettyName(), expression);
        }
        if (expression instanceof UnresolvedFunction function) {
            checkFunction(parts(function.nameParts()), expression);
        } else if (expression instanceof UnresolvedGenerator generator) {
            checkFunction(List.of(generator.name().unquotedString().split("\\.")), expression);
        } else if (expression instanceof ExpressionWithUnresolvedIdentifier identifier) {
            push(identifier.exprBuilder().apply(name(identifier.identifierExpr(), parser), identifier.otherExprs()));
        }
    }

    private void check(UnresolvedRelation relation) {
        if (relation.isStreaming()) {
            throw refusal("STREAM", relation);
        }
        for (String option : relation.options().keySet()) {
            if (!isFile(relation) || !FILE_OPTIONS.contains(option.toLowerCase(Locale.ROOT))) {
                throw new UserError("sql: the option " + option + " of " + relation.name()
                        + " is not allowed: files may have " + String.join(", ", new TreeSet<>(FILE_OPTIONS))
                        + ", and views none");
            }
        }
        relations.add(relation);
    }

    /** The table that {@code IDENTIFIER('...')} names. */
    static LogicalPlan named(PlanWithUnresolvedIdentifier identifier, ParserInterface parser) {
        return identifier.planBuilder().apply(name(identifier.identifierExpr(), parser), identifier.children());
    }

    /** Spark would evaluate any expression in place of a name, while it analyses the query. */
    private static Seq<String> name(Expression name, ParserInterface parser) {
        if (!(name instanceof Literal literal) || literal.value() == null) {
            throw new UserError(
                    "sql: IDENTIFIER takes a name in quotes here, as in IDENTIFIER('fiducial'), and no other"
                            + " expression");
        }
        try {
            return parser.parseMultipartIdentifier(literal.value().toString());
        } catch (ParseException e) {
            throw new UserError("sql: IDENTIFIER: " + Messages.firstLine(e), e);
        }
    }

    private static void checkFunction(List<String> name, Object where) {
        String last = name.get(name.size() - 1);
        List<ExpressionInfo> known = new ArrayList<>();
        // Functions of Spark's have no qualifier.
        if (name.size() == 1) {
            FunctionIdentifier identifier = new FunctionIdentifier(last.toLowerCase(Locale.ROOT));
            for (FunctionRegistryBase<?> registry :
                    List.of(FunctionRegistry.builtin(), TableFunctionRegistry.builtin())) {
                registry.lookupFunction(identifier).foreach(known::add);
            }
        }
        if (known.isEmpty()) {
            throw new UserError("sql: [UNRESOLVED_ROUTINE] there is no function `" + String.join("`.`", name)
                    + "`: SHOW FUNCTIONS lists those that there are");
        }
        if (known.stream().anyMatch(info -> isRefused(info.getClassName()))) {
            throw refusal("the function " + last, where);
        }
    }

    /** What has a description as functions have, but no name that could be called. */
    private static boolean isOperator(UnresolvedFunctionName function) {
        Seq<String> name = function.multipartIdentifier();
        return name.size() == 1
                && FunctionRegistry.builtinOperators().contains(name.apply(0).toLowerCase(Locale.ROOT));
    }

    private static boolean isRefused(String className) {
        return className.startsWith(XPATH)
                || REFUSED_FUNCTIONS.contains(className.substring(className.lastIndexOf('.') + 1));
    }

    private static List<String> parts(Seq<String> name) {
        return CollectionConverters.asJava(name);
    }

    private static UserError refusal(String what, Object where) {
        String how = where instanceof LogicalPlan plan && plan.nodeName().equals("ScriptTransformation")
                ? " (TRANSFORM, MAP, REDUCE)"
                : "";
        return new UserError("sql answers questions and changes nothing, so " + what + how
                + " is not allowed: ask by SELECT (or WITH, VALUES, FROM, EXPLAIN, DESCRIBE, SHOW VIEWS, SHOW COLUMNS,"
                + " SHOW FUNCTIONS)");
    }
}
