-- Which inputs of metrics the exports carry; a metric without its input is blank, never zero.
-- grain: input
with exported as (
    select
        max(l.has_channel) as channel,
        max(l.has_persons) as persons,
        max(l.has_origin) as origin,
        max(l.has_outcome) as outcome,
        max(l.has_handling) as handling,
        max(l.has_department) as department,
        max(l.has_collective_flag) as collective_flag,
        max(greatest(l.has_skip_level_flag, l.has_destination_level, l.has_registered_level)) as skip_level,
        max(greatest(l.has_assigned_at, l.has_accepted_at, l.has_notice_at)) as office_act,
        max(l.has_assigned_at) as assigned,
        max(greatest(l.has_accepted_at, l.has_accepted_by_unit_at, l.has_notice_at)) as unit_act,
        max(greatest(l.has_accepted_at, l.has_accepted_by_unit_at)) as acceptance,
        max(greatest(l.has_deadline_on, l.has_accepted_at, l.has_accepted_by_unit_at)) as deadline,
        max(l.has_extended_to) as extension,
        max(greatest(l.has_replied_at, l.has_closed_at)) as reply,
        max(l.has_closed_at) as closed,
        max(greatest(l.has_closed_at, l.has_status)) as open_state,
        max(greatest(l.has_supervised_flag, l.has_handling)) as supervised,
        max(greatest(l.has_review_requested_on, l.has_review_opinion_on, l.has_final_requested_on, l.has_final_opinion_on)) as review,
        max(l.has_backlog_flag) as backlog,
        max(l.has_resolved_flag) as resolved,
        max(l.has_settled_flag) as settled,
        max(l.has_nonnormal_flag) as nonnormal,
        max(l.has_evaluation_unit) as evaluation_unit,
        max(l.has_evaluation_office) as evaluation_office,
        min(l.has_nonnormal_flag) as nonnormal_one_source
    from staging.layout l
    inner join staging.file f on f.layout_id = l.layout_id and f.in_use = 1
),

ledgers as (
    select
        max(case when source = 'receptions' then 1 else 0 end) as receptions,
        max(case when source = 'reception_plan' then 1 else 0 end) as reception_plan,
        max(case when source = 'owned_cases' then 1 else 0 end) as owned_cases,
        max(case when source = 'disputes' then 1 else 0 end) as disputes,
        max(case when source = 'decisions' then 1 else 0 end) as decisions
    from staging.file
    where in_use = 1
),

receptions as (
    select
        max(l.has_solved_events) as reception_solved,
        max(l.has_solved_persons) as reception_solved_persons,
        max(l.has_reception_result) as reception_result,
        max(l.has_unit_head_present) as unit_head_present,
        max(greatest(l.has_visitor_filled, l.has_demand_filled, l.has_opinion_filled, l.has_outcome_filled, l.has_due_on)) as duty_fields
    from staging.ledger_layout l
    inner join staging.file f on f.layout_id = l.layout_id and f.in_use = 1 and f.source = 'receptions'
)

select 'channel' as input_id, coalesce(channel, 0) as is_available from exported
union all
select 'persons' as input_id, coalesce(persons, 0) as is_available from exported
union all
select 'origin' as input_id, coalesce(origin, 0) as is_available from exported
union all
select 'outcome' as input_id, coalesce(outcome, 0) as is_available from exported
union all
select 'handling' as input_id, coalesce(handling, 0) as is_available from exported
union all
select 'department' as input_id, coalesce(department, 0) as is_available from exported
union all
select 'collective_flag' as input_id, coalesce(collective_flag, 0) as is_available from exported
union all
select 'skip_level' as input_id, coalesce(skip_level, 0) as is_available from exported
union all
select 'first' as input_id, case when first_basis = 'none' then 0 else 1 end as is_available from core.basis
union all
select 'matter' as input_id, case when matter_basis = 'none' then 0 else 1 end as is_available from core.basis
union all
select 'office_act' as input_id, coalesce(office_act, 0) as is_available from exported
union all
select 'assigned' as input_id, coalesce(assigned, 0) as is_available from exported
union all
select 'unit_act' as input_id, coalesce(unit_act, 0) as is_available from exported
union all
select 'acceptance' as input_id, coalesce(acceptance, 0) as is_available from exported
union all
select 'deadline' as input_id, coalesce(deadline, 0) as is_available from exported
union all
select 'extension' as input_id, coalesce(extension, 0) as is_available from exported
union all
select 'reply' as input_id, coalesce(reply, 0) as is_available from exported
union all
select 'closed' as input_id, coalesce(closed, 0) as is_available from exported
union all
select 'open_state' as input_id, coalesce(open_state, 0) as is_available from exported
union all
select 'supervised' as input_id, coalesce(supervised, 0) as is_available from exported
union all
select 'review' as input_id, coalesce(review, 0) as is_available from exported
union all
select 'backlog' as input_id, coalesce(backlog, 0) as is_available from exported
union all
select 'resolved' as input_id, coalesce(resolved, 0) as is_available from exported
union all
select 'settled' as input_id, coalesce(settled, 0) as is_available from exported
union all
select 'nonnormal' as input_id, coalesce(nonnormal, 0) as is_available from exported
union all
select 'nonnormal_one_source' as input_id, coalesce(nonnormal_one_source, 0) as is_available from exported
union all
select 'evaluation_unit' as input_id, coalesce(evaluation_unit, 0) as is_available from exported
union all
select 'evaluation_office' as input_id, coalesce(evaluation_office, 0) as is_available from exported
union all
select 'receptions' as input_id, coalesce(receptions, 0) as is_available from ledgers
union all
select 'reception_plan' as input_id, coalesce(reception_plan, 0) as is_available from ledgers
union all
select 'owned_cases' as input_id, coalesce(owned_cases, 0) as is_available from ledgers
union all
select 'disputes' as input_id, coalesce(disputes, 0) as is_available from ledgers
union all
select 'decisions' as input_id, coalesce(decisions, 0) as is_available from ledgers
union all
select 'reception_solved' as input_id, coalesce(reception_solved, 0) as is_available from receptions
union all
select 'reception_solved_persons' as input_id, coalesce(reception_solved_persons, 0) as is_available from receptions
union all
select 'reception_result' as input_id, coalesce(reception_result, 0) as is_available from receptions
union all
select 'unit_head_present' as input_id, coalesce(unit_head_present, 0) as is_available from receptions
union all
select 'duty_fields' as input_id, coalesce(duty_fields, 0) as is_available from receptions
