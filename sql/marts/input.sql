-- Which inputs of metrics the exports carry; a metric without its input is blank, never zero.
-- grain: input
with exported as (
    select
        max(l.has_channel) as channel,
        max(l.has_persons) as persons,
        max(greatest(l.has_assigned_at, l.has_accepted_at, l.has_notice_at)) as office_act,
        max(greatest(l.has_deadline_on, l.has_accepted_at)) as deadline,
        max(greatest(l.has_replied_at, l.has_closed_at)) as reply,
        max(l.has_closed_at) as closed,
        max(greatest(l.has_closed_at, l.has_status)) as open_state,
        max(l.has_nonnormal_flag) as nonnormal,
        max(l.has_evaluation_unit) as evaluation_unit
    from staging.layout l
    inner join staging.file f on f.layout_id = l.layout_id and f.in_use = 1
)

select 'channel' as input_id, coalesce(channel, 0) as is_available from exported
union all
select 'persons' as input_id, coalesce(persons, 0) as is_available from exported
union all
select 'first' as input_id, case when first_basis = 'none' then 0 else 1 end as is_available from core.basis
union all
select 'matter' as input_id, case when matter_basis = 'none' then 0 else 1 end as is_available from core.basis
union all
select 'office_act' as input_id, coalesce(office_act, 0) as is_available from exported
union all
select 'deadline' as input_id, coalesce(deadline, 0) as is_available from exported
union all
select 'reply' as input_id, coalesce(reply, 0) as is_available from exported
union all
select 'closed' as input_id, coalesce(closed, 0) as is_available from exported
union all
select 'open_state' as input_id, coalesce(open_state, 0) as is_available from exported
union all
select 'nonnormal' as input_id, coalesce(nonnormal, 0) as is_available from exported
union all
select 'evaluation_unit' as input_id, coalesce(evaluation_unit, 0) as is_available from exported
