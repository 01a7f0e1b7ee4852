-- Receptions by leaders as the ledger shows them: a row is one reception or the total of a day, a month or a year.
-- Column by column from the latest version whose file had the column; what came of a reconstructed row is unknown.
-- grain: row of the reception ledger
-- portable: no, because arg_max_null keeps a real blank where max_by has no common spelling
with coalesced as (
    select
        s.thing,
        max(s.reconstructed) as reconstructed,
        arg_max_null(v.held_on, case when l.has_held_on = 1 then s.position end) as held_on,
        arg_max_null(v.held_span, case when l.has_held_on = 1 then s.position end) as held_span,
        arg_max_null(v.leader_level, case when l.has_leader_level = 1 then s.position end) as leader_level,
        arg_max_null(v.reception_form, case when l.has_reception_form = 1 then s.position end) as reception_form,
        arg_max_null(v.reception_place, case when l.has_reception_place = 1 then s.position end) as reception_place,
        arg_max_null(v.township_code, case when l.has_township_code = 1 then s.position end) as township_code,
        arg_max_null(v.township, case when l.has_township = 1 then s.position end) as township,
        arg_max_null(v.department, case when l.has_department = 1 then s.position end) as department,
        arg_max_null(v.topic_1, case when l.has_topic_1 = 1 then s.position end) as topic_1,
        arg_max_null(v.topic_2, case when l.has_topic_2 = 1 then s.position end) as topic_2,
        arg_max_null(v.topic_3, case when l.has_topic_3 = 1 then s.position end) as topic_3,
        arg_max_null(v.events, case when l.has_events = 1 then s.position end) as events,
        arg_max_null(v.event_persons, case when l.has_event_persons = 1 then s.position end) as event_persons,
        arg_max_null(v.solved_events, case when l.has_solved_events = 1 then s.position end) as solved_events,
        arg_max_null(v.solved_persons, case when l.has_solved_persons = 1 then s.position end) as solved_persons,
        arg_max_null(v.due_on, case when l.has_due_on = 1 then s.position end) as due_on,
        arg_max_null(v.reception_result, case when l.has_reception_result = 1 then s.position end) as reception_result,
        arg_max_null(v.unit_head_present, case when l.has_unit_head_present = 1 then s.position end) as unit_head_present,
        arg_max_null(v.visitor_filled, case when l.has_visitor_filled = 1 then s.position end) as visitor_filled,
        arg_max_null(v.demand_filled, case when l.has_demand_filled = 1 then s.position end) as demand_filled,
        arg_max_null(v.opinion_filled, case when l.has_opinion_filled = 1 then s.position end) as opinion_filled,
        arg_max_null(v.outcome_filled, case when l.has_outcome_filled = 1 then s.position end) as outcome_filled,
        max(l.has_due_on) as has_due_on
    from staging.ledger_sighting s
    inner join staging.ledger_layout l on l.layout_id = s.layout_id
    inner join raw.reception_version v on v.row_key = s.row_key and v.content_hash = s.content_hash
    where s.source = 'receptions'
    group by s.thing
)

select
    c.thing,
    c.reconstructed,
    c.held_on,
    c.held_span,
    c.leader_level,
    c.reception_form,
    c.reception_place,
    c.township_code,
    c.township,
    c.department,
    c.topic_1,
    c.topic_2,
    c.topic_3,
    c.events,
    c.event_persons,
    case when c.reconstructed = 0 then c.solved_events end as solved_events,
    case when c.reconstructed = 0 then c.solved_persons end as solved_persons,
    c.due_on,
    case when c.reconstructed = 0 then c.reception_result end as reception_result,
    c.unit_head_present,
    c.visitor_filled,
    c.demand_filled,
    case when c.reconstructed = 0 then c.opinion_filled end as opinion_filled,
    case when c.reconstructed = 0 then c.outcome_filled end as outcome_filled,
    c.has_due_on
from coalesced c
cross join config.build b
where c.held_on <= b.as_of_on
